# Flags of which two different questions are asked are computed in full, and each reader looks them up.
    .intel_syntax noprefix
    .globl __apply
__apply:
    cmp edi, esi
    setl al
    setb cl
    cmp rdi, rsi
    cmovo rax, rdx
    setp cl
    ret

## interpreter
# b1 at 0x401000, gas 9
#   1  cmp edi, esi                       flags: computed
#        AluFlags  alu: Cmp, width: B4, dst: Rdi, src: Rsi
#   1  setl al                            asks the flags
#      + SetFlag  cond: L, dst: Rax
#   1  setb cl                            asks the flags
#        SetFlag  cond: B, dst: Rcx
#   1  cmp rdi, rsi                       flags: computed
#        AluFlags  alu: Cmp, width: B8, dst: Rdi, src: Rsi
#   1  cmovo rax, rdx                     asks the flags
#        MovFlag  cond: O, width: B8, dst: Rax, src: Rdx
#   1  setp cl                            asks the flags
#        SetFlag  cond: P, dst: Rcx
#   3  ret
#        Ret  release: 0

## jit
# region of 0x401000
# b1 at 0x401000, gas 9
#      c0  sub r15, 9
#      c4  jb 0xf5
#   cmp edi, esi
#      ca  cmp edi, esi
#   setl al
#      cc  setl al
#   setb cl
#      cf  setb cl
#   cmp rdi, rsi
#      d2  cmp rdi, rsi
#   cmovo rax, rdx
#      d5  cmovo rax, rdx
#   setp cl
#      d9  setp cl
#   ret
#      dc  cmp gs:[r14d], r14
#      e1  lea r14d, [r14+8]
#      e5  ret
# elsewhere
#      e6  mov rax, [rsp-8]
#      eb  mov rcx, [rsp-0x10]
#      f0  jmp 0xc0
#      f5  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      101  jmp qword ptr gs:[0xffffffffffffff98]
