"""The one image that every sandbox is made of, and how it is made."""

from sandbox.image.make import has_image, image_tag, make_image

__all__ = ["has_image", "image_tag", "make_image"]
