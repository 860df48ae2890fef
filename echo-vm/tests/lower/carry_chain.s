# A sum of several words: the carry of each addition is the truth value that the next one adds, and never
# becomes a flag.
    .intel_syntax noprefix
    .globl __apply
__apply:
    add rax, r8
    adc rdx, r9
    adc rcx, r10
    setb al
    add esi, r11d
    adc edi, 0
    sbb ebx, 0
    sub r12, r13
    sbb r14, r15
    ret

## interpreter
# b1 at 0x401000, gas 12
#   1  add rax, r8                        flags: truth value of b
#        AddCarry64RR  dst: Rax, src: R8
#   1  adc rdx, r9                        asks the truth value; flags: truth value of b
#        Adc64RR  dst: Rdx, src: R9
#   1  adc rcx, r10                       asks the truth value; flags: truth value of b
#        Adc64RR  dst: Rcx, src: R10
#   1  setb al                            asks the truth value
#        SetIf  dst: Rax, want: true
#   1  add esi, r11d                      flags: truth value of b
#        AddCarry32RR  dst: Rsi, src: R11
#   1  adc edi, 0                         asks the truth value; flags: truth value of b
#        MovI  dst: T1, imm: 0
#        Adc32RR  dst: Rdi, src: T1  <- T1
#   1  sbb ebx, 0                         asks the truth value; flags: dead
#        MovI  dst: T1, imm: 0
#        Sbb32RR  dst: Rbx, src: T1  <- T1
#   1  sub r12, r13                       flags: truth value of b
#        Below64RR  a: R12, b: R13
#        Sub64RR  dst: R12, a: R12, b: R13
#   1  sbb r14, r15                       asks the truth value; flags: dead
#        Sbb64RR  dst: R14, src: R15
#   3  ret
#        Ret  release: 0

## jit
# region of 0x401000
# b1 at 0x401000, gas 12
#      b0  mov rax, [rsp-8]
#      b5  sub r15, 0xc
#      b9  jb 0xf0
#   add rax, r8
#      bf  add rax, r8
#   adc rdx, r9
#      c2  adc rdx, r9
#   adc rcx, r10
#      c5  adc rcx, gs:[0xfffffffffffffcc0]
#   setb al
#      ce  setb al
#   add esi, r11d
#      d1  add esi, gs:[0xfffffffffffffcc8]
#   adc edi, 0
#      da  adc edi, 0
#   sbb ebx, 0
#      dd  sbb ebx, 0
#   sub r12, r13
#      e0  sub r12, r13
#   sbb r14, r15
#      e3  sbb r10, r11
#   ret
#      e6  cmp gs:[r14d], r14
#      eb  lea r14d, [r14+8]
#      ef  ret
# elsewhere
#      f0  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      fc  jmp qword ptr gs:[0xffffffffffffff98]
