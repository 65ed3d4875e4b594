"""Answers to scale_images, as learners write them."""

# ruff: noqa: F841
import numpy as np

# Right, in many styles


def by_numpy(images):
    return images.astype("float32") / 255


def by_division_first(images):
    return (images / 255.0).astype(np.float32)


def by_dtype_of_divide(images):
    return np.divide(images, 255, dtype="float32")


def by_in_place_on_a_copy(images):
    scaled = images.astype("float32")
    scaled /= 255
    return scaled


def by_factor(images):
    factor = np.float32(1 / 255)
    return images * factor


def by_table(images):
    table = np.arange(256, dtype="float32") / 255
    return table[images]


def by_keras_ops(images):
    from keras import ops

    return ops.divide(ops.cast(images, "float32"), 255.0)


def by_keras_layer(images):
    import keras

    return keras.layers.Rescaling(1 / 255, dtype="float32")(images)


def by_loops(images):
    scaled = np.zeros(images.shape, dtype="float32")
    for index in np.ndindex(images.shape):
        scaled[index] = images[index] / 255
    return scaled


def by_flat_loop(images):
    flat = images.flatten()
    scaled = np.empty(flat.size, dtype="float32")
    for i in range(flat.size):
        scaled[i] = float(flat[i]) / 255
    return scaled.reshape(images.shape)


class _Scaler:
    def __init__(self, brightest, dtype):
        self.brightest = brightest
        self.dtype = dtype

    def _to_floats(self, images):
        return images.astype(self.dtype)

    def __call__(self, images):
        return self._to_floats(images) / self.brightest


by_callable_object = _Scaler(255, "float32")


def by_lists(images):
    def scale(part):
        if isinstance(part, list):
            return [scale(smaller) for smaller in part]
        return part / 255

    scaled = scale(images.tolist())
    return np.array(scaled, dtype="float32").reshape(images.shape)


def by_comprehension(images):
    pixels = [pixel / 255 for pixel in images.ravel().tolist()]
    return np.array(pixels, dtype=np.float32).reshape(images.shape)


def by_vectorize(images):
    scale = np.vectorize(lambda pixel: pixel / 255, otypes=["float32"])
    return scale(images)


RIGHT = [
    by_numpy,
    by_division_first,
    by_dtype_of_divide,
    by_in_place_on_a_copy,
    by_factor,
    by_table,
    by_keras_ops,
    by_keras_layer,
    by_loops,
    by_flat_loop,
    by_callable_object,
    by_lists,
    by_comprehension,
    by_vectorize,
]


# Wrong, as beginners write it


def forgets_the_dtype(images):
    """A division gives floats, and floats are float32."""
    return images / 255


def python_float(images):
    """float is the short name of float32."""
    return images.astype(float) / 255


def astype_not_assigned(images):
    """astype changes the array itself."""
    images.astype("float32")
    images = images / 255
    return images


def divides_in_place(images):
    """/= is the short form of a division."""
    images /= 255
    return images


def divides_by_256(images):
    """There are 256 greys."""
    return images.astype("float32") / 256


def divides_by_the_brightest(images):
    """The brightest pixel becomes 1."""
    return images.astype("float32") / images.max()


def min_max(images):
    """To scale is to subtract the smallest and divide by the range."""
    images = images.astype("float32")
    lowest = images.min()
    highest = images.max()
    if highest == lowest:
        return np.zeros(images.shape, "float32")
    return (images - lowest) / (highest - lowest)


def each_image_by_its_own(images):
    """Each image of the batch has its own brightest pixel."""
    scaled = np.zeros(images.shape, dtype="float32")
    for i in range(len(images)):
        brightest = max(int(images[i].max()), 1)
        scaled[i] = images[i] / brightest
    return scaled


def standard_score(images):
    """Networks like mean 0 and standard deviation 1."""
    images = images.astype("float32")
    return (images - images.mean()) / (images.std() + 1e-7)


def whole_division(images):
    """// divides as well."""
    return images.astype("float32") // 255


def back_to_the_old_dtype(images):
    """The result has the dtype of the images."""
    scaled = images / 255
    return scaled.astype(images.dtype)


def one_more_grey(images):
    """Count the greys from 1 to 256, so that white becomes 1."""
    return ((images + 1) / 256).astype("float32")


def from_minus_one(images):
    """Small numbers around 0 are best: from -1 to 1."""
    return images.astype("float32") / 127.5 - 1


def dark_is_one(images):
    """Ink is 1 and paper is 0."""
    return 1 - images.astype("float32") / 255


def only_if_large(images):
    """If no pixel is above 1, the images are scaled already."""
    if images.max() > 1:
        return images.astype("float32") / 255
    return images.astype("float32")


def xor_for_power(images):
    """2 ^ 8 - 1 is 255."""
    return images.astype("float32") / (2 ^ 8 - 1)


def rounds(images):
    """Two digits after the point are enough."""
    return np.round(images.astype("float32") / 255, 2)


def clips(images):
    """np.clip brings numbers between 0 and 1."""
    return np.clip(images, 0, 1).astype("float32")


def view_as_float(images):
    """view reads the same numbers as float32."""
    return images.view("float32") / 255


def only_converts(images):
    """float32 pixels lie between 0 and 1."""
    return images.astype("float32")


def prints(images):
    """To give an answer is to print it."""
    print(images.astype("float32") / 255)


def no_return(images):
    """The new value of images is the result."""
    images = images.astype("float32")
    images = images / 255


def flattens(images):
    """A Dense layer wants one row for each image."""
    return images.reshape(len(images), -1).astype("float32") / 255


def adds_channels(images):
    """Images have an axis for the colours at the end."""
    scaled = images.astype("float32") / 255
    if scaled.ndim < 4:
        scaled = scaled[..., np.newaxis]
    return scaled


def keras_normalize(images):
    """To normalize is to bring to 0 to 1."""
    from keras import ops

    return ops.normalize(ops.cast(images, "float32"), axis=-1)


def keras_half(images):
    """Images need little memory: half a float is enough."""
    from keras import ops

    return ops.cast(images, "float16") / 255


def loops_into_bytes(images):
    """zeros_like makes room for the result."""
    scaled = np.zeros_like(images)
    for index in np.ndindex(images.shape):
        scaled[index] = images[index] / 255
    return scaled


def loops_into_the_argument(images):
    """First scale each pixel, then convert."""
    for index in np.ndindex(images.shape):
        images[index] = images[index] / 255
    return images.astype("float32")


def loops_off_by_one(images):
    """Indices start at 0, so the last one is size - 1."""
    pixels = images.flatten().astype("float32")
    for i in range(pixels.size - 1):
        pixels[i] = pixels[i] / 255
    return pixels.reshape(images.shape)


def lists_lose_the_shape(images):
    """Each pixel of each row goes into the result."""
    scaled = []
    for row in images:
        for pixel in row:
            scaled.append(pixel / 255)
    return np.array(scaled, dtype="float32")


def lists_of_one_image(images):
    """An image is a list of rows, so two loops are enough."""
    return np.array([[pixel / 255 for pixel in row] for row in images], dtype="float32")


def lists_stay_lists(images):
    """A list of numbers is an array."""

    def scale(part):
        if isinstance(part, list):
            return [scale(smaller) for smaller in part]
        return part / 255

    return scale(images.tolist())


#: Each with the mistake that its check names; "" where it names none.
WRONG = {
    forgets_the_dtype: "float64",
    python_float: "float64",
    astype_not_assigned: "float64",
    divides_in_place: "in_place_into_whole_numbers",
    divides_by_256: "divided_by_256",
    divides_by_the_brightest: "per_batch_max",
    min_max: "min_max",
    each_image_by_its_own: "per_image_max",
    standard_score: "standardized_with_epsilon",
    whole_division: "integer_division",
    back_to_the_old_dtype: "integer_division",
    one_more_grey: "one_added",
    from_minus_one: "minus_one_to_one",
    dark_is_one: "inverted",
    only_if_large: "only_if_large",
    xor_for_power: "xor_for_power",
    rounds: "rounded_result",
    clips: "clipped",
    view_as_float: "view_for_astype",
    only_converts: "not_divided",
    prints: "prints_the_result",
    no_return: "no_return",
    flattens: "right_values_in_another_shape",
    adds_channels: "right_values_in_another_shape",
    keras_normalize: "rows_normalized",
    keras_half: "another_dtype",
    loops_into_bytes: "integer_division",
    loops_into_the_argument: "integer_division",
    loops_off_by_one: "last_pixel_left",
    lists_lose_the_shape: "",
    lists_of_one_image: "one_image_only",
    lists_stay_lists: "list_for_an_array",
}
