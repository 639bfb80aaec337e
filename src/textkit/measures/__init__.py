"""TermMatrix or Tokens → tables of measures."""
