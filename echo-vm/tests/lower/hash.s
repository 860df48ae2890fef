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
#      + Add64RR  dst: Rax, a: Rax, b: Rdx  <- Rdx
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
#      c0  sub r15, 3
#      c4  jb 0x133
#   mov edi, 0x402000
#      ca  mov edi, 0x402000
#   mov esi, 0x402005
#      cf  mov esi, 0x402005
#   mov eax, 0x1505
#      d4  mov eax, 0x1505
# b2 at 0x40100f, gas 10
#      d9  sub r15, 0xa
#      dd  jb 0x147
#   mov rdx, rax
#      e3  mov rdx, rax
#   shl rdx, 5
#      e6  shl rdx, 5
#   add rax, rdx
#      ea  add rax, rdx
#   movzx edx, byte ptr [rdi]
#      ed  movzx edx, byte ptr gs:[edi]
#   add rax, rdx
#      f2  add rax, rdx
#   inc rdi
#      f5  inc rdi
#   cmp rdi, rsi
#      f8  cmp rdi, rsi
#   jne short 0x40100f
#      fb  jne 0xd9
# b3 at 0x401027, gas 3
#      101  sub r15, 3
#      105  jb 0x15b
#   ret
#      10b  cmp gs:[r14d], r14
#      110  lea r14d, [r14+8]
#      114  ret
# elsewhere
#      115  mov rax, [rsp-8]
#      11a  mov rcx, [rsp-0x10]
#      11f  jmp 0xc0
#      124  mov rax, [rsp-8]
#      129  mov rcx, [rsp-0x10]
#      12e  jmp 0xd9
#      133  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      13f  jmp qword ptr gs:[0xffffffffffffff98]
#      147  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      153  jmp qword ptr gs:[0xffffffffffffff98]
#      15b  mov dword ptr gs:[0xfffffffffffffcd0], 2
#      167  jmp qword ptr gs:[0xffffffffffffff98]
