"""Where the constants in these tests come from: scikit-image 0.26.0, scipy 1.17.1, numpy 2.4.6. Run by hand, not by the tests."""
import numpy as np
from scipy import linalg
from skimage.color import deltaE_ciede2000, rgb2lab
from skimage.metrics import peak_signal_noise_ratio, structural_similarity


def pattern(w, h, k):
    y, x = np.mgrid[0:h, 0:w]
    return np.stack([(x * (c + 2) + y * 3 + ((x >> 3) ^ (y >> 2)) * (11 + k) + k * ((x * y) % 7)) % 256 for c in range(3)], -1)


A, B = pattern(40, 29, 0), pattern(40, 29, 2)
C = np.clip(A + (np.arange(A.size).reshape(A.shape) * 37) % 21 - 10, 0, 255)
hole = np.zeros((29, 40), bool)
hole[8:20, 3:25] = True
a, b, c = (picture / 127.5 - 1 for picture in (A, B, C))
luma = np.array([0.299, 0.587, 0.114])


def ssim(x, y):
    return structural_similarity(x @ luma, y @ luma, gaussian_weights=True, sigma=1.5, use_sample_covariance=False, data_range=2, full=True)


inside = np.zeros_like(hole)
inside[5:-5, 5:-5] = True
print("ssim", ssim(a, b)[0], ssim(a, c)[0], "hole", ssim(a, b)[1][hole & inside].mean())
print("psnr", peak_signal_noise_ratio(a, b, data_range=2), peak_signal_noise_ratio(a, c, data_range=2))
print("psnr hole", 10 * np.log10(4 / ((a - b)[hole] ** 2).mean()))


def colourfulness(picture, where=np.ones((29, 40), bool)):
    r, g, b = (picture[..., i][where].astype(float) for i in range(3))
    rg, yb = r - g, (r + g) / 2 - b
    return np.hypot(rg.std(), yb.std()) + 0.3 * np.hypot(rg.mean(), yb.mean())


print("colourfulness", colourfulness(A), colourfulness(C), "hole", colourfulness(A, hole))

lab_a, lab_c = rgb2lab(A / 255.0), rgb2lab(C / 255.0)
error, signed = deltaE_ciede2000(lab_a, lab_c), lab_c - lab_a
print("colour error", error.mean(), *signed.mean((0, 1))[1:], "hole", error[hole].mean(), *signed[hole].mean(0)[1:])


def features(n, d, k):
    i = np.arange(n * d).reshape(n, d)
    return np.sin(i * (0.7 + 0.13 * k) + (i % 5) * k) + 0.2 * k * ((i * i) % 11) / 11


def frechet(x, y):
    c1, c2 = np.cov(x, rowvar=False), np.cov(y, rowvar=False)
    return ((x.mean(0) - y.mean(0)) ** 2).sum() + np.trace(c1 + c2 - 2 * np.real(linalg.sqrtm(c1 @ c2)))


for n1, n2, d in [(40, 40, 6), (30, 50, 8), (7, 7, 20), (9, 6, 20)]:
    print("frechet", n1, n2, d, frechet(features(n1, d, 1), features(n2, d, 2)))


def unit(c, s, k):
    values = np.abs(np.sin(np.arange(c * s * s) * (0.3 + 0.1 * k))).reshape(c, s, s)
    return values / np.sqrt((values ** 2).sum(0, keepdims=True))


one, two = ([unit(c, s, k) for c, s in ((3, 4), (5, 2))] for k in (1, 2))
mask = np.zeros((8, 8))
mask[1:5, 3:8] = 1
squares = [((p - q) ** 2).sum(0) for p, q in zip(one, two)]
shares = [mask.reshape(s, 8 // s, s, 8 // s).mean((1, 3)) for s in (4, 2)]
print("feature distance", sum(square.mean() for square in squares), "hole", sum((q * w).sum() / w.sum() for q, w in zip(squares, shares)))
