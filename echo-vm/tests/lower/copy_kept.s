# A copy is not taken in across a change of what it copies, nor of 32 bits into an operation of 64, nor across a
# load, which may trap: the copy must have happened by then.
    .intel_syntax noprefix
    .globl __apply
__apply:
    mov eax, edi
    add edi, 1
    add eax, esi
    mov ecx, edx
    add rcx, rsi
    mov r8, r9
    mov r10, [rdi]
    add r8, rsi
    ret

## interpreter
# b1 at 0x401000, gas 12
#   1  mov eax, edi
#        Mov32  dst: Rax, src: Rdi
#   1  add edi, 1                         flags: dead
#      + Add32RI  dst: Rdi, a: Rdi, imm: 1
#   1  add eax, esi                       flags: dead
#        Add32RR  dst: Rax, a: Rax, b: Rsi
#   1  mov ecx, edx
#        Mov32  dst: Rcx, src: Rdx
#   1  add rcx, rsi                       flags: dead
#        Add64RR  dst: Rcx, a: Rcx, b: Rsi  <- Rcx
#   1  mov r8, r9
#        Mov64  dst: R8, src: R9
#   2  mov r10, [rdi]
#        LoadNear64  dst: R10, near: [Rdi]
#   1  add r8, rsi                        flags: dead
#        Add64RR  dst: R8, a: R8, b: Rsi
#   3  ret
#        Ret  release: 0

## jit
# region of 0x401000
# b1 at 0x401000, gas 12
#      c0  sub r15, 0xc
#      c4  jb 0x116
#   mov eax, edi
#      ca  mov eax, edi
#   add edi, 1
#      cc  add edi, 1
#   add eax, esi
#      cf  add eax, esi
#   mov ecx, edx
#      d1  mov ecx, edx
#   add rcx, rsi
#      d3  add rcx, rsi
#   mov r8, r9
#      d6  mov r8, r9
#   mov r10, [rdi]
#      d9  mov [rsp-8], rax
#      de  mov rax, gs:[0xfffffffffffffcc0]
#      e7  mov rax, gs:[edi]
#      ec  mov gs:[0xfffffffffffffcc0], rax
#      f5  mov rax, [rsp-8]
#   add r8, rsi
#      fa  add r8, rsi
#   ret
#      fd  cmp gs:[r14d], r14
#      102  lea r14d, [r14+8]
#      106  ret
# elsewhere
#      107  mov rax, [rsp-8]
#      10c  mov rcx, [rsp-0x10]
#      111  jmp 0xc0
#      116  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      122  jmp qword ptr gs:[0xffffffffffffff98]
