# What is rare has no operation of its own: General executes the instruction as it was decoded, by the meaning
# that the reference engine has for it.
    .intel_syntax noprefix
    .globl __apply
__apply:
    cmpxchg [rdi], rsi
    xadd [rdi], rsi
    shld rax, rdx, 3
    mul sil
    setb cl
    rcl eax, 1
    cld
    stosb
    ret

## interpreter
# b1 at 0x401000, gas 35
#  11  cmpxchg [rdi], rsi                 flags: dead
#        General  Cmpxchg
#   2  xadd [rdi], rsi                    flags: dead
#        General  Xadd
#   1  shld rax, rdx, 3                   flags: dead
#        General  Shld
#   3  mul sil                            flags: computed
#        General  Mul
#   1  setb cl                            asks the flags
#        SetFlag  cond: B, dst: Rcx
#  10  rcl eax, 1                         asks the flags; flags: dead
#        General  Rcl
#   1  cld
#        General  Cld
#   3  stosb [rdi]
#        General  Stos
#   3  ret
#        Ret  release: 0
