// Counts of two sides → keyness, by the formulas of textkit.measures (a test compares them).
const Statistics = (() => {
  const xlogy = (x, ratio) => (x > 0 ? x * Math.log(ratio) : 0);

  // Dunning's G² over all four cells, with the sign of the difference.
  function g2(a, b, na, nb) {
    const n = na + nb, c = a + b, rest = n - c;
    const total =
      xlogy(a, (a * n) / (na * c)) + xlogy(b, (b * n) / (nb * c)) +
      xlogy(na - a, ((na - a) * n) / (na * rest)) + xlogy(nb - b, ((nb - b) * n) / (nb * rest));
    return Math.sign(a * nb - b * na) * 2 * Math.max(total, 0);
  }

  const logRatio = (a, b, na, nb) => Math.log2((a + 0.5) / (na + 0.5) / ((b + 0.5) / (nb + 0.5)));

  // ln Γ after Stirling, moved up by the recurrence where x is small.
  function logGamma(x) {
    let shift = 0;
    while (x < 12) { shift -= Math.log(x); x += 1; }
    const y = 1 / (x * x);
    const series = (1 / 12 - y * (1 / 360 - y * (1 / 1260 - y * (1 / 1680 - y / 1188)))) / x;
    return shift + (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series;
  }

  // The regularised incomplete beta function, by its continued fraction (modified Lentz).
  function beta(x, p, q) {
    if (x <= 0) return 0;
    if (x >= 1) return 1;
    if (x > (p + 1) / (p + q + 2)) return 1 - beta(1 - x, q, p);
    const front = Math.exp(
      logGamma(p + q) - logGamma(p) - logGamma(q) + p * Math.log(x) + q * Math.log1p(-x)) / p;
    const safe = (value) => (Math.abs(value) < 1e-300 ? 1e-300 : value);
    let c = 1, d = 1 / safe(1 - ((p + q) * x) / (p + 1)), sum = d;
    for (let m = 1; m < 500; m++) {
      let step = (m * (q - m) * x) / ((p + 2 * m - 1) * (p + 2 * m));
      d = 1 / safe(1 + step * d); c = safe(1 + step / c); sum *= d * c;
      step = (-(p + m) * (p + q + m) * x) / ((p + 2 * m) * (p + 2 * m + 1));
      d = 1 / safe(1 + step * d); c = safe(1 + step / c);
      sum *= d * c;
      if (Math.abs(d * c - 1) < 1e-15) break;
    }
    return front * sum;
  }

  // The x at which beta(x, p, q) is `level`, by halving the logit's range.
  function betaQuantile(level, p, q) {
    let low = -745, high = 745;
    for (let step = 0; step < 200 && high - low > 1e-12 * Math.max(1, Math.abs(low)); step++) {
      const middle = (low + high) / 2;
      if (beta(1 / (1 + Math.exp(-middle)), p, q) < level) low = middle; else high = middle;
    }
    return (low + high) / 2; // a logit, which is what the ratio needs
  }

  // Clopper and Pearson's interval of the log2 ratio of relative frequencies.
  function ratioInterval(a, b, na, nb, level) {
    const low = (f, g, nf, ng) =>
      f > 0 ? betaQuantile(level / 2, f, g + 1) / Math.LN2 + Math.log2(ng / nf) : -Infinity;
    return [low(a, b, na, nb), -low(b, a, nb, na)];
  }

  // Evert's conservative log ratio: the end of the interval nearer to 0, or 0.
  function lrc(a, b, na, nb, level) {
    const [low, high] = ratioInterval(a, b, na, nb, level);
    return low > 0 ? low : high < 0 ? high : 0;
  }

  // The survival function of χ² with one degree of freedom: erfc of the root of half of it.
  const pOfG2 = (value) => erfc(Math.sqrt(Math.abs(value) / 2));

  function erfc(x) {
    if (x < 2) { // series of erf
      let term = x, sum = x;
      for (let n = 1; n < 200 && Math.abs(term) > 1e-17 * sum; n++) {
        term *= (-x * x) / n;
        sum += term / (2 * n + 1);
      }
      return 1 - (2 / Math.sqrt(Math.PI)) * sum;
    }
    let tail = 0; // continued fraction, from below
    for (let n = 120; n > 0; n--) tail = n / 2 / (x + tail);
    return Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + tail);
  }

  // Benjamini and Hochberg's false discovery rate.
  function adjust(p) {
    const order = p.map((_, row) => row).sort((one, two) => p[one] - p[two]), q = [];
    let least = 1;
    for (let rank = order.length; rank > 0; rank--) {
      least = Math.min(least, (p[order[rank - 1]] * order.length) / rank);
      q[order[rank - 1]] = least;
    }
    return q;
  }

  return { g2, logRatio, lrc, ratioInterval, pOfG2, adjust };
})();
