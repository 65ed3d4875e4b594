"""The exercise `scale_images`: pixels from 0…255 to 0…1."""

import numpy as np

from kerastutor.checks.exercise import Exercise
from kerastutor.concepts import scaling
from kerastutor.i18n import _


def _image_cases(rng):
    n, height, width = (int(size) for size in rng.integers(2, 6, size=3))

    def pixels(*shape, high=256):
        return rng.integers(0, high, shape).astype("uint8")

    full = pixels(height, width)
    full[0, 0], full[-1, -1] = 255, 0
    return [
        (pixels(n, height, width),),
        (full,),  # one image, with both ends of the scale
        (pixels(n, height, width, 3),),  # in colour
        (pixels(n, height, width, high=120),),  # a dark batch: its largest pixel is not 255
        (np.zeros((1, height, width), "uint8"),),  # black
        (np.full((1, 2, 2), 255, "uint8"),),  # white
        (pixels(n, height, width, high=2),),  # nearly black: 0 and 1
        (pixels(4 * width),),  # a row of pixels
    ]


scale_images = Exercise(
    signature="scale_images(images)",
    reference=scaling.scale_images,
    cases=_image_cases,
    look=_("lesson 1 (lesson_1_tensors.ipynb), on images as tensors"),
    hints=(
        _("A pixel of dtype uint8 lies between 0 and 255. Which number makes 255 into 1?"),
        _("Divide by 255, always: not by the largest value that happens to be in this batch."),
        _('The result is to be float32: images.astype("float32") / 255.'),
    ),
)


@scale_images.mistake(
    _("The dtype is right, but the values still run from 0 to 255: divide by 255.")
)
def not_divided(images):
    return images.astype("float32")


@scale_images.mistake(
    _("It divides by 256. There are 256 values, but the largest is 255, and it has to become 1.")
)
def divided_by_256(images):
    return images.astype("float32") / 256


@scale_images.mistake(
    _(
        "Fractions are lost (by //, or by going back to uint8), so all pixels but pure "
        "white become 0. Convert to float32 and divide with /."
    )
)
def integer_division(images):
    return images // 255


@scale_images.mistake(
    _(
        "The values are right, but the dtype is float64, as uint8 / 255 and astype(float) give: "
        'twice the memory that Keras needs. Convert first: images.astype("float32").'
    )
)
def float64(images):
    return images / 255


@scale_images.mistake(_("This scales to [−1, 1]. Asked for is [0, 1]: only divide by 255."))
def minus_one_to_one(images):
    return images.astype("float32") / 127.5 - 1


@scale_images.mistake(
    _(
        "It divides by the largest pixel of this batch, so the same grey gets another "
        "value in another batch, and a black image becomes NaN. Divide by 255, always."
    )
)
def per_batch_max(images):
    return images.astype("float32") / images.max()


@scale_images.mistake(
    _(
        "It divides each image by its own largest pixel: dark images become as bright as "
        "bright ones. Divide by 255, always."
    )
)
def per_image_max(images):
    images = images.astype("float32")
    axes = tuple(range(1, images.ndim)) if images.ndim > 2 else None
    return images / images.max(axis=axes, keepdims=True)


@scale_images.mistake(
    _(
        "It stretches the batch from its smallest to its largest pixel. The scale is to be "
        "fixed: divide by 255."
    )
)
def min_max(images):
    low, high = np.float32(images.min()), np.float32(images.max())
    return (images.astype("float32") - low) / (high - low)


@scale_images.mistake(_("It cuts values off at 1 instead of scaling them. Divide by 255."))
def clipped(images):
    return np.clip(images, 0, 1).astype("float32")


@scale_images.mistake(
    _("It subtracts the mean and divides by the deviation. Here only divide by 255.")
)
def standardized(images):
    images = images.astype("float32")
    return (images - images.mean()) / images.std()


@scale_images.mistake(
    _(
        "1 is added to the pixels first: in uint8, 255 + 1 is 0, so white becomes black. Divide "
        "the pixels as they are by 255."
    )
)
def one_added(images):
    return ((images + np.uint8(1)) / 256).astype("float32")


@scale_images.mistake(_("Light and dark have changed places: 1 − x / 255. Asked for is x / 255."))
def inverted(images):
    return 1 - images.astype("float32") / 255


@scale_images.mistake(
    _(
        "In Python 2 ^ 8 is no power but exclusive or, and 2 ^ 8 − 1 is 5. A power is 2**8; here "
        "write 255."
    )
)
def xor_for_power(images):
    return images.astype("float32") / 5


@scale_images.mistake(
    _(
        "Where no pixel is above 1 it divides by nothing, as if the image were scaled already. A "
        "dark image stays dark: divide by 255, always."
    )
)
def only_if_large(images):
    images = images.astype("float32")
    return images / 255 if images.max() > 1 else images


@scale_images.mistake(
    _(
        "Each row of pixels is divided by its own length (normalize does so), which depends on "
        "what the row holds. Divide by 255."
    )
)
def rows_normalized(images):
    images = images.astype("float32")
    length = np.sqrt((images**2).sum(axis=-1, keepdims=True))
    return images / np.maximum(length, 1e-12)


@scale_images.mistake(
    _("The last pixel is not divided: indices run from 0 to size − 1, and range(n) stops before n.")
)
def last_pixel_left(images):
    result = images.astype("float32") / 255
    result[(-1,) * result.ndim] = images[(-1,) * images.ndim]
    return result


@scale_images.mistake(
    _(
        "view reads the same bytes as other numbers, four pixels as one float. astype converts "
        "each: images.astype('float32')."
    )
)
def view_for_astype(images):
    return images.view("float32") / 255


@scale_images.mistake(
    _(
        "It takes the mean away and divides by the deviation (with a little added). Here only "
        "divide by 255."
    )
)
def standardized_with_epsilon(images):
    images = images.astype("float32")
    return (images - images.mean()) / (images.std() + 1e-7)


@scale_images.mistake(
    _(
        "Two loops fit one grey image only. Images come in batches and in colour: let NumPy do it "
        "for any shape, images / 255."
    )
)
def one_image_only(images):
    return np.array([[pixel / 255 for pixel in row] for row in images], "float32")
