"""A program of its own: `thumbnail_program.py <picture> <thumbnail>`. Bounded in memory, time and pixels."""

import resource
import sys

from PIL import Image, ImageOps

MEMORY = 768 << 20
SECONDS = 20
#: A picture that unpacks to more is refused: 80 megapixels are twice what cameras of phones give.
PIXELS = 80_000_000
SIDE = 320
QUALITY = 78
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF")


def main(source: str, target: str) -> None:
    """Write a WebP of at most 320 × 320 pixels, turned as the camera was held, without what the camera wrote in it."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    Image.MAX_IMAGE_PIXELS = PIXELS // 2
    with Image.open(source, formats=FORMATS) as picture:
        picture.draft("RGB", (SIDE * 2, SIDE * 2))
        turned = ImageOps.exif_transpose(picture)
        turned.thumbnail((SIDE, SIDE))
        turned.convert("RGBA" if "A" in turned.getbands() or "transparency" in turned.info else "RGB").save(
            target, "WEBP", quality=QUALITY
        )


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
