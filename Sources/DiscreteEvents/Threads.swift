// Which thread this is. Invariant: never 0, and equal for two calls exactly when they come from the
// same living thread; the executor compares it to know its own jobs from strangers.

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

#if canImport(Darwin)
func threadIdentity() -> UInt { UInt(bitPattern: unsafe pthread_self()) }
#else
@inline(__always)
func threadIdentity() -> UInt { UInt(pthread_self()) }
#endif
