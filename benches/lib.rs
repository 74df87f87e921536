//! Benchmarks of gonogo: `micro/` holds those of the library, `compare` that of whole processes.
