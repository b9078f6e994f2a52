"""政策试算, the laboratory: the county under other numbers of the law, counted over its facts and never written to its cases, facts or alerts."""
