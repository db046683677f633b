"""The ground all four stories stand on, and the roof over them."""
