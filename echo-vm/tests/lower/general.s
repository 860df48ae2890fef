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
#      b0  mov rax, [rsp-8]
#      b5  sub r15, 0x20
#      b9  jb 0x10b
#   cmpxchg [rdi], rsi
#      bf  cmpxchg gs:[edi], rsi
#   xadd [rdi], rsi
#      c5  xadd gs:[edi], rsi
#   shld rax, rdx, 3
#      cb  shld rax, rdx, 3
#   mul sil
#      d0  mul sil
#   setb cl
#      d3  setb cl
#   rcl eax, 1
#      d6  rcl eax, 1
#   cld
#      d8  cld
#   stosb [rdi]
#      d9  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      e5  jmp qword ptr gs:[0xffffffffffffff98]
# b2 at 0x401017, gas 3
#      ed  sub r15, 3
#      f1  jb 0x11f
#   ret
#      f7  cmp gs:[r14d], r14
#      fc  lea r14d, [r14+8]
#      100  ret
# elsewhere
#      101  mov rax, [rsp-8]
#      106  jmp 0xed
#      10b  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      117  jmp qword ptr gs:[0xffffffffffffff98]
#      11f  mov dword ptr gs:[0xfffffffffffffcd0], 2
#      12b  jmp qword ptr gs:[0xffffffffffffff98]
