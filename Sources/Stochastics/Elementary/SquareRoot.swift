// Why a module that calls no C function imports the C library: on Linux the standard library's
// `squareRoot()` is one instruction plus, for negative arguments, a call to `sqrt`, and nothing
// else would link the library that call lives in. IEEE 754 fixes the square root exactly, so
// this is the one function whose bits cannot differ. No other file here may import it.

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif
