"""What running text says of the figures: sentences, quantities, and the cells they are bound to."""
