using TokenAspire.Revocation.Benchmarks;

TableFigures.Measure();
