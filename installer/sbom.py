"""The package's list of parts for those who look for known weaknesses (CycloneDX)."""

import hashlib
import uuid
from collections.abc import Sequence

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import ExternalReference, ExternalReferenceType, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from installer.third_party import Part
from nianbao import __doc__ as description
from nianbao import __version__


def sbom(parts: Sequence[Part]) -> str:
    """The list as JSON; the same for the same parts."""
    ours = Component(
        name="nianbao", version=__version__, type=ComponentType.APPLICATION, description=description, bom_ref="nianbao"
    )
    ours.licenses.add(LicenseFactory().make_from_string("MIT"))
    bom = Bom(serial_number=_number(parts))
    bom.metadata.component = ours
    # The library's idea of it is the present moment.
    bom.metadata.timestamp = None  # type: ignore[assignment]
    components = [_component(part) for part in parts]
    bom.components.update(components)
    bom.register_dependency(ours, components)
    text: str = JsonV1Dot6(bom).output_as_string(indent=1)
    return text + "\n"


def _component(part: Part) -> Component:
    kind = ComponentType.LIBRARY if part.is_library else ComponentType.FRAMEWORK
    url = PackageURL("pypi" if part.is_library else "generic", name=part.name, version=part.version)
    made = Component(name=part.name, version=part.version, type=kind, purl=url, bom_ref=part.name)
    made.licenses.add(LicenseFactory().make_from_string(part.licence))
    made.external_references.add(ExternalReference(type=ExternalReferenceType.WEBSITE, url=XsUri(part.home)))
    return made


def _number(parts: Sequence[Part]) -> uuid.UUID:
    named = [f"{part.name} {part.version}" for part in parts]
    return uuid.UUID(bytes=hashlib.sha256("\n".join([__version__, *named]).encode()).digest()[:16], version=4)
