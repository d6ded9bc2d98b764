"""The five real reports set again by us in other formats, as offices and portals would publish them."""
