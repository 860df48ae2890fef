# The loop of docs/jit.md and docs/interpreter.md: a hash of the bytes from rdi to rsi.
    .intel_syntax noprefix
    .globl __apply
    .text
__apply:
    mov edi, offset bytes
    mov esi, offset bytes + 5
    mov eax, 5381
1:  mov rdx, rax
    shl rdx, 5
    add rax, rdx
    movzx edx, byte ptr [rdi]
    add rax, rdx
    inc rdi
    cmp rdi, rsi
    jne 1b
    ret
    .data
bytes:
    .ascii "hello"

## interpreter
# b1 at 0x401000, gas 13
#   1  mov edi, 0x402000
#        MovI  dst: Rdi, imm: 0x402000
#   1  mov esi, 0x402005
#      + MovI  dst: Rsi, imm: 0x402005
#   1  mov eax, 0x1505
#      + MovI  dst: Rax, imm: 0x1505
#   1  mov rdx, rax
#   1  shl rdx, 5                         flags: dead
#        Shl64RI  dst: Rdx, a: Rax, count: 5  <- Rax
#   1  add rax, rdx                       flags: dead
#        Add64RR  dst: Rax, a: Rax, b: Rdx  <- Rdx
#   2  movzx edx, byte ptr [rdi]
#        LoadNear8  dst: Rdx, near: [Rdi]
#   1  add rax, rdx                       flags: dead
#        Add64RR  dst: Rax, a: Rax, b: Rdx  <- Rdx
#   1  inc rdi                            flags: dead
#        Add64RI  dst: Rdi, a: Rdi, imm: 1
#   1  cmp rdi, rsi                       flags: truth value of e
#   2  jne short 0x40100f                 asks the opposite of the truth value
#      + JumpNotEqual64RR  a: Rdi, b: Rsi, taken: b3  <- Rdi
# b2 at 0x401027, gas 3
#   3  ret
#        Ret  release: 0
# b3 at 0x40100f, gas 0
#        Stub  addr: 0x40100f, site: b1

## jit
# region of 0x401000
# b1 at 0x401000, gas 3
#      b0  mov rax, [rsp-8]
#      b5  sub r15, 3
#      b9  jb 0x146
#   mov edi, 0x402000
#      bf  mov edi, 0x402000
#   mov esi, 0x402005
#      c4  mov esi, 0x402005
#   mov eax, 0x1505
#      c9  mov eax, 0x1505
#      ce  nop [rax+rax]
#      d7  nop [rax+rax]
#      e0  nop [rax+rax]
#      e9  nop [rax+rax]
#      f2  nop [rax+rax]
#      fb  nop [rax+rax]
# b2 at 0x40100f, gas 10
#      100  sub r15, 0xa
#      104  jb 0x15a
#   mov rdx, rax
#      10a  mov rdx, rax
#   shl rdx, 5
#      10d  shl rdx, 5
#   add rax, rdx
#      111  add rax, rdx
#   movzx edx, byte ptr [rdi]
#      114  movzx edx, byte ptr gs:[edi]
#   add rax, rdx
#      119  add rax, rdx
#   inc rdi
#      11c  inc rdi
#   cmp rdi, rsi
#      11f  cmp rdi, rsi
#   jne short 0x40100f
#      122  jne 0x100
# b3 at 0x401027, gas 3
#      128  sub r15, 3
#      12c  jb 0x16e
#   ret
#      132  cmp gs:[r14d], r14
#      137  lea r14d, [r14+8]
#      13b  ret
# elsewhere
#      13c  mov rax, [rsp-8]
#      141  jmp 0x100
#      146  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      152  jmp qword ptr gs:[0xffffffffffffff98]
#      15a  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      166  jmp qword ptr gs:[0xffffffffffffff98]
#      16e  mov dword ptr gs:[0xfffffffffffffcd0], 2
#      17a  jmp qword ptr gs:[0xffffffffffffff98]
