"""数据质量: the numbered checks of domain §5.4 that the register alone can answer. A rule is one declared object (rules/); a run asks them all and
keeps what they found; the page and its lists read what was kept, so that a number and its list cannot disagree."""
