"""Answers to standardize, as learners write them."""

# ruff: noqa: F841
import statistics

import numpy as np

# Right, in many styles


def by_numpy(x):
    centered = x - x[0]  # a constant column is exactly 0, whatever its number
    centered = centered - centered.mean(axis=0)
    deviation = centered.std(axis=0)
    return centered / np.where(deviation == 0, 1, deviation)


def by_mask(x):
    z = np.zeros_like(x)
    varies = x.max(axis=0) > x.min(axis=0)
    z[:, varies] = (x[:, varies] - x[:, varies].mean(axis=0)) / x[:, varies].std(axis=0)
    return z


def by_keras_ops(x):
    from keras import ops

    x = ops.convert_to_tensor(x)
    constant = ops.equal(ops.max(x, axis=0), ops.min(x, axis=0))
    mean = ops.mean(x, axis=0)
    deviation = ops.std(x, axis=0)
    deviation = ops.where(constant, ops.ones_like(deviation), deviation)
    return ops.where(constant, ops.zeros_like(x), (x - mean) / deviation)


def by_loops(x):
    n, columns = x.shape
    z = np.zeros((n, columns))
    for j in range(columns):
        same = True
        total = 0.0
        for i in range(n):
            total += float(x[i, j])
            if x[i, j] != x[0, j]:
                same = False
        if same:
            continue
        mean = total / n
        squares = 0.0
        for i in range(n):
            squares += (float(x[i, j]) - mean) ** 2
        deviation = (squares / n) ** 0.5
        for i in range(n):
            z[i, j] = (float(x[i, j]) - mean) / deviation
    return z


class _Standardizer:
    def __init__(self, axis=0):
        self.axis = axis

    def fit(self, x):
        mean = x.mean(axis=self.axis, keepdims=True)
        deviation = x.std(axis=self.axis, keepdims=True)
        constant = (x == x[:1]).all(axis=self.axis, keepdims=True)
        return np.where(constant, x[:1], mean), np.where(constant, 1, deviation)

    def __call__(self, x):
        mean, deviation = self.fit(x)
        return (x - mean) / deviation


by_callable_object = _Standardizer()


def by_lists(x):
    rows = x.tolist()
    columns = []
    for j in range(len(rows[0])):
        column = [row[j] for row in rows]
        if max(column) == min(column):
            columns.append([0.0] * len(column))
            continue
        mean = sum(column) / len(column)
        variance = sum((value - mean) ** 2 for value in column) / len(column)
        columns.append([(value - mean) / variance**0.5 for value in column])
    return np.array([[column[i] for column in columns] for i in range(len(rows))], dtype="float64")


def by_statistics(x):
    z = np.empty_like(x)
    for j, column in enumerate(x.T.tolist()):
        deviation = statistics.pstdev(column)
        mean = statistics.mean(column)
        z[:, j] = [(value - mean) / deviation if deviation else 0 for value in column]
    return z


def by_helper_function(x):
    def one_column(column):
        if np.ptp(column) == 0:
            return np.zeros_like(column)
        return (column - np.mean(column)) / np.std(column)

    return np.apply_along_axis(one_column, 0, x)


def by_column_stack(x):
    done = []
    for column in x.T:
        if (column == column[0]).all():
            done.append(column * 0)
        else:
            done.append((column - column.mean()) / column.std())
    return np.column_stack(done)


def by_scikit_learn(x):
    from sklearn.preprocessing import StandardScaler

    return StandardScaler().fit_transform(x)


# As the lesson teaches it: "constant" is where the deviation is 0. In a column like 0.1, 0.1, 0.1
# rounding leaves a deviation of about 1e-17, and these give -1 or 1 instead of 0.


def by_where(x):
    mean = x.mean(axis=0)
    deviation = x.std(axis=0)
    deviation = np.where(deviation == 0, 1, deviation)
    return (x - mean) / deviation


def by_where_of_divide(x):
    centered = x - np.mean(x, axis=0)
    deviation = np.std(x, axis=0)
    return np.divide(centered, deviation, out=np.zeros_like(x), where=deviation != 0)


def by_errstate(x):
    with np.errstate(invalid="ignore", divide="ignore"):
        z = (x - x.mean(axis=0)) / x.std(axis=0)
    z[:, x.std(axis=0) == 0] = 0
    return z


def by_divide_no_nan(x):
    from keras import ops

    mean = ops.mean(x, axis=0, keepdims=True)
    variance = ops.mean(ops.square(x - mean), axis=0, keepdims=True)
    return ops.divide_no_nan(x - mean, ops.sqrt(variance))


AS_TAUGHT = [by_where, by_where_of_divide, by_errstate, by_divide_no_nan]

RIGHT = [
    by_numpy,
    by_mask,
    by_keras_ops,
    by_loops,
    by_callable_object,
    by_lists,
    by_statistics,
    by_helper_function,
    by_column_stack,
    by_scikit_learn,
    *AS_TAUGHT,
]


# Wrong, as beginners write it


def wrong_axis(x):
    """axis=1 means: each column."""
    mean = x.mean(axis=1, keepdims=True)
    deviation = x.std(axis=1, keepdims=True)
    deviation[deviation == 0] = 1
    return (x - mean) / deviation


def no_axis(x):
    """mean and std work column by column."""
    if x.std() == 0:
        return np.zeros_like(x)
    return (x - x.mean()) / x.std()


def deviation_of_the_table(x):
    """Each column has its mean; the spread is that of the table."""
    deviation = x.std()
    if deviation == 0:
        deviation = 1
    return (x - x.mean(axis=0)) / deviation


def divides_by_zero(x):
    """0 divided by 0 is 0."""
    return (x - x.mean(axis=0)) / x.std(axis=0)


def mends_the_nan(x):
    """nan_to_num makes the zeros, so all is well."""
    z = (x - x.mean(axis=0)) / x.std(axis=0)
    return np.nan_to_num(z)


def where_after_the_division(x):
    """np.where divides only where the condition holds."""
    deviation = x.std(axis=0)
    return np.where(deviation > 0, (x - x.mean(axis=0)) / deviation, 0)


def divides_by_n_minus_one(x):
    """The standard deviation divides by n - 1, as in statistics class."""
    deviation = x.std(axis=0, ddof=1)
    deviation[deviation == 0] = 1
    return (x - x.mean(axis=0)) / deviation


def variance_for_deviation(x):
    """The variance is the spread."""
    variance = x.var(axis=0)
    variance[variance == 0] = 1
    return (x - x.mean(axis=0)) / variance


def forgets_to_center(x):
    """Dividing by the deviation is what scales a column."""
    deviation = x.std(axis=0)
    z = x / np.where(deviation == 0, 1, deviation)
    z[:, deviation == 0] = 0
    return z


def forgets_to_divide(x):
    """A constant column has no spread, so only subtract the mean."""
    return x - x.mean(axis=0)


def forgets_parentheses(x):
    """Subtract the mean and divide, from left to right."""
    mean = np.mean(x, axis=0)
    deviation = np.std(x, axis=0)
    deviation = np.where(deviation == 0, 1, deviation)
    return x - mean / deviation


def mean_distance(x):
    """The deviation is how far the numbers are from their mean, on average."""
    mean = x.mean(axis=0)
    deviation = np.abs(x - mean).mean(axis=0)
    deviation[deviation == 0] = 1
    return (x - mean) / deviation


def subtracts_the_mean_twice(x):
    """Center x first, then compute the deviation by the formula."""
    mean = x.mean(axis=0)
    x = x - mean
    deviation = np.sqrt(((x - mean) ** 2).mean(axis=0))
    deviation[deviation == 0] = 1
    return x / deviation


def median_for_mean(x):
    """The middle of a column is its median."""
    deviation = x.std(axis=0)
    deviation[deviation == 0] = 1
    return (x - np.median(x, axis=0)) / deviation


def min_max(x):
    """To standardize is to bring to 0 to 1."""
    low = x.min(axis=0)
    width = x.max(axis=0) - low
    width[width == 0] = 1
    return (x - low) / width


def changes_its_argument(x):
    """-= and /= are the short forms of the same."""
    deviation = x.std(axis=0)
    deviation[deviation == 0] = 1
    x -= x.mean(axis=0)
    x /= deviation
    return x


def constant_stays(x):
    """A constant column cannot be scaled, so leave it."""
    z = x.copy()
    for j in range(x.shape[1]):
        column = x[:, j]
        if column.std() != 0:
            z[:, j] = (column - column.mean()) / column.std()
    return z


def constant_goes(x):
    """A constant column tells nothing, so drop it."""
    x = x[:, x.std(axis=0) > 0]
    return (x - x.mean(axis=0)) / x.std(axis=0)


def one_constant_and_all_is_zero(x):
    """If a deviation is 0, the result is zeros."""
    deviation = x.std(axis=0)
    if (deviation == 0).any():
        return np.zeros(x.shape)
    return (x - x.mean(axis=0)) / deviation


def if_of_an_array(x):
    """if looks at all columns."""
    mean = x.mean(axis=0)
    deviation = x.std(axis=0)
    if deviation == 0:
        deviation = 1
    return (x - mean) / deviation


def adds_one(x):
    """Add 1 to the deviation, then it is never 0."""
    return (x - x.mean(axis=0)) / (x.std(axis=0) + 1)


def small_is_zero(x):
    """A deviation below 0.01 is as good as 0."""
    deviation = x.std(axis=0)
    z = np.zeros_like(x)
    for j in range(x.shape[1]):
        if deviation[j] > 0.01:
            z[:, j] = (x[:, j] - x[:, j].mean()) / deviation[j]
    return z


def at_least_one(x):
    """np.maximum keeps the deviation away from 0."""
    deviation = np.maximum(x.std(axis=0), 1)
    return (x - x.mean(axis=0)) / deviation


def refuses_constant_columns(x):
    """A division by zero is an error."""
    deviation = x.std(axis=0)
    if np.any(deviation == 0):
        raise ValueError("a column is constant")
    return (x - x.mean(axis=0)) / deviation


def rounds(x):
    """The numbers of the example have one digit."""
    deviation = x.std(axis=0)
    deviation[deviation == 0] = 1
    return np.round((x - x.mean(axis=0)) / deviation, 1)


def prints(x):
    """To give an answer is to print it."""
    deviation = x.std(axis=0)
    deviation = np.where(deviation == 0, 1, deviation)
    print((x - x.mean(axis=0)) / deviation)


def returns_the_pieces(x):
    """The mean and the deviation are what standardizes a table."""
    mean = x.mean(axis=0)
    deviation = x.std(axis=0)
    deviation[deviation == 0] = 1
    z = (x - mean) / deviation
    return z, mean, deviation


def keras_last_axis(x):
    """The columns are the last axis, so axis=-1."""
    from keras import ops

    mean = ops.mean(x, axis=-1, keepdims=True)
    deviation = ops.std(x, axis=-1, keepdims=True)
    deviation = ops.where(deviation == 0, ops.ones_like(deviation), deviation)
    return (x - mean) / deviation


def keras_normalize(x):
    """normalize is another word for standardize."""
    from keras import ops

    return ops.normalize(x - ops.mean(x, axis=0), axis=0)


def keras_batch_normalization(x):
    """BatchNormalization gives mean 0 and deviation 1."""
    import keras

    return keras.layers.BatchNormalization()(x)


def keras_epsilon_of_the_layer(x):
    """Like the layer: add 0.001 under the root."""
    from keras import ops

    mean, variance = ops.moments(x, axes=[0])
    return (x - mean) / ops.sqrt(variance + 0.001)


def loops_over_the_rows(x):
    """for row in x takes the columns one by one."""
    z = np.zeros_like(x)
    for i, row in enumerate(x):
        if row.std() > 0:
            z[i] = (row - row.mean()) / row.std()
    return z


def loops_forget_to_reset(x):
    """Sums start at 0, before the loops."""
    n, columns = x.shape
    z = np.zeros((n, columns))
    total = 0
    squares = 0
    for j in range(columns):
        for i in range(n):
            total += x[i, j]
        mean = total / n
        for i in range(n):
            squares += (x[i, j] - mean) ** 2
        deviation = np.sqrt(squares / n)
        for i in range(n):
            if deviation > 0:
                z[i, j] = (x[i, j] - mean) / deviation
    return z


def loops_use_the_new_values(x):
    """Write each new number over the old one."""
    z = x.copy()
    for j in range(x.shape[1]):
        if z[:, j].std() == 0:
            z[:, j] = 0
            continue
        for i in range(x.shape[0]):
            z[i, j] = (z[i, j] - z[:, j].mean()) / z[:, j].std()
    return z


def loops_leave_out_the_last(x):
    """The last column has the number columns - 1."""
    z = np.zeros_like(x)
    for j in range(x.shape[1] - 1):
        deviation = x[:, j].std()
        if deviation > 0:
            z[:, j] = (x[:, j] - x[:, j].mean()) / deviation
    return z


def lists_stay_transposed(x):
    """A list of columns is a table."""
    result = []
    for column in x.T.tolist():
        mean = sum(column) / len(column)
        deviation = (sum((v - mean) ** 2 for v in column) / len(column)) ** 0.5
        if deviation == 0:
            deviation = 1
        result.append([(v - mean) / deviation for v in column])
    return np.array(result)


def lists_reshaped_back(x):
    """reshape turns the columns back into rows."""
    result = []
    for column in x.T.tolist():
        mean = statistics.mean(column)
        deviation = statistics.pstdev(column)
        for value in column:
            result.append((value - mean) / deviation if deviation > 0 else 0.0)
    return np.array(result).reshape(x.shape)


def lists_of_whole_numbers(x):
    """int keeps the numbers tidy."""
    rows = [[int(value) for value in row] for row in x]
    table = np.array(rows, dtype="float64")
    deviation = table.std(axis=0)
    deviation[deviation == 0] = 1
    return (table - table.mean(axis=0)) / deviation


def returns_after_the_first_column(x):
    z = np.zeros(x.shape)
    for j in range(x.shape[1]):
        column = x[:, j]
        if column.std() > 0:
            z[:, j] = (column - column.mean()) / column.std()
        return z


def one_mean_for_all(x):
    std = x.std(axis=0)
    std[std == 0] = 1
    return (x - np.mean(x)) / std


def turns_where_round(x):
    std = x.std(axis=0)
    return (x - x.mean(axis=0)) / np.where(std != 0, 1, std)


#: Each with the mistake that its check names; "" where it names none.
WRONG = {
    wrong_axis: "other_axis",
    no_axis: "whole_array",
    deviation_of_the_table: "one_deviation",
    divides_by_zero: "nan_for_constant",
    mends_the_nan: "divides_then_repairs",
    where_after_the_division: "divides_then_repairs",
    divides_by_n_minus_one: "sample_deviation",
    variance_for_deviation: "variance",
    forgets_to_center: "not_centred",
    forgets_to_divide: "only_centred",
    forgets_parentheses: "mean_not_in_brackets",
    mean_distance: "mean_distance",
    subtracts_the_mean_twice: "centred_twice",
    median_for_mean: "median_for_mean",
    min_max: "min_max",
    changes_its_argument: "argument_changed",
    constant_stays: "constant_unchanged",
    constant_goes: "constant_dropped",
    one_constant_and_all_is_zero: "all_zeros_for_one",
    if_of_an_array: "if_of_an_array",
    adds_one: "one_added",
    small_is_zero: "small_taken_for_zero",
    at_least_one: "at_least_one",
    refuses_constant_columns: "refuses_valid_input",
    rounds: "rounded_result",
    prints: "prints_the_result",
    returns_the_pieces: "more_than_asked",
    keras_last_axis: "other_axis",
    keras_normalize: "divided_by_length",
    keras_batch_normalization: "batch_normalization",
    keras_epsilon_of_the_layer: "epsilon_in_the_root",
    loops_over_the_rows: "other_axis",
    loops_forget_to_reset: "sums_not_reset",
    loops_use_the_new_values: "new_values_used",
    loops_leave_out_the_last: "last_column_left",
    lists_stay_transposed: "transposed_result",
    lists_reshaped_back: "reshaped_for_transposed",
    lists_of_whole_numbers: "whole_numbers_first",
    returns_after_the_first_column: "first_column_only",
    one_mean_for_all: "one_mean",
    turns_where_round: "where_turned_round",
}
