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

## jit
# region of 0x401000
# b1 at 0x401000, gas 32
#      c0  sub r15, 0x20
#      c4  jb 0x12a
#   cmpxchg [rdi], rsi
#      ca  cmpxchg gs:[edi], rsi
#   xadd [rdi], rsi
#      d0  xadd gs:[edi], rsi
#   shld rax, rdx, 3
#      d6  shld rax, rdx, 3
#   mul sil
#      db  mul sil
#   setb cl
#      de  setb cl
#   rcl eax, 1
#      e1  rcl eax, 1
#   cld
#      e3  cld
#   stosb [rdi]
#      e4  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      f0  jmp qword ptr gs:[0xffffffffffffff98]
# b2 at 0x401017, gas 3
#      f8  sub r15, 3
#      fc  jb 0x13e
#   ret
#      102  cmp gs:[r14d], r14
#      107  lea r14d, [r14+8]
#      10b  ret
# elsewhere
#      10c  mov rax, [rsp-8]
#      111  mov rcx, [rsp-0x10]
#      116  jmp 0xc0
#      11b  mov rax, [rsp-8]
#      120  mov rcx, [rsp-0x10]
#      125  jmp 0xf8
#      12a  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      136  jmp qword ptr gs:[0xffffffffffffff98]
#      13e  mov dword ptr gs:[0xfffffffffffffcd0], 2
#      14a  jmp qword ptr gs:[0xffffffffffffff98]
