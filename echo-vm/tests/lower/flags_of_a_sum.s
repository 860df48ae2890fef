# The sign and the zero of a result are asked of the result itself: the operation without flags, then a
# comparison with 0. Whether a subtraction borrows is asked of its operands, before one of them is gone.
    .intel_syntax noprefix
    .globl __apply
__apply:
    sub edi, esi
    sete al
    sub rdi, rsi
    setb al
    dec ecx
    sets al
    and edx, 12
    setg al
    ret

## interpreter
# b1 at 0x401000, gas 11
#   1  sub edi, esi                       flags: truth value of e
#        Sub32RR  dst: Rdi, a: Rdi, b: Rsi
#        Equal32RI  a: Rdi, imm: 0  <- Rdi
#   1  sete al                            asks the truth value
#        SetIf  dst: Rax, want: true
#   1  sub rdi, rsi                       flags: truth value of b
#        Below64RR  a: Rdi, b: Rsi
#        Sub64RR  dst: Rdi, a: Rdi, b: Rsi
#   1  setb al                            asks the truth value
#        SetIf  dst: Rax, want: true
#   1  dec ecx                            flags: truth value of s
#        Add32RI  dst: Rcx, a: Rcx, imm: -1
#        Less32RI  a: Rcx, imm: 0  <- Rcx
#   1  sets al                            asks the truth value
#        SetIf  dst: Rax, want: true
#   1  and edx, 0xc                       flags: truth value of le
#        And32RI  dst: Rdx, a: Rdx, imm: 12
#        Less32RI  a: Rdx, imm: 1  <- Rdx
#   1  setg al                            asks the opposite of the truth value
#        SetIf  dst: Rax, want: false
#   3  ret
#        Ret  release: 0

## jit
# region of 0x401000
# b1 at 0x401000, gas 11
#      b0  mov rax, [rsp-8]
#      b5  sub r15, 0xb
#      b9  jb 0xdf
#   sub edi, esi
#      bf  sub edi, esi
#   sete al
#      c1  sete al
#   sub rdi, rsi
#      c4  sub rdi, rsi
#   setb al
#      c7  setb al
#   dec ecx
#      ca  dec ecx
#   sets al
#      cc  sets al
#   and edx, 0xc
#      cf  and edx, 0xc
#   setg al
#      d2  setg al
#   ret
#      d5  cmp gs:[r14d], r14
#      da  lea r14d, [r14+8]
#      de  ret
# elsewhere
#      df  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      eb  jmp qword ptr gs:[0xffffffffffffff98]
