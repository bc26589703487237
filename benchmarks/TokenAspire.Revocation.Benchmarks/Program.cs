using TokenAspire.Revocation.Benchmarks;

await StreamFigures.MeasureAsync();
TableFigures.Measure();
