import Glibc

puts("vnb")
