# Status flags that an indirect jump finds go on to where it leads. An indirect call leads there with all of them 0, and so does a return
# that finds another address than was pushed. Three rounds: in the first, the code that is looked for is not there yet.
    .intel_syntax noprefix
    .globl __apply
__apply:
    mov r12d, 3
then_again:
    lea rdi, [rip + then_call]
    cmp r12d, -1
    jmp rdi
then_call:
    adc rbx, rbx
    lea rax, [rip + ask]
    cmp r12d, -1
    call rax
    lea rdi, [rip + then_deviate]
    lea rax, [rip + forward_jump]
    cmp r12d, -1
    jmp rax
then_deviate:
    adc rbx, rbx
    lea rax, [rip + then_returned]
    cmp r12d, -1
    call deviate
    ret
then_returned:
    adc rbx, rbx
    lea rdi, [rip + then_forward]
    cmp r12d, -1
    jmp rdi
then_forward:
    adc rbx, rbx
    lea rax, [rip + forward]
    cmp r12d, -1
    call rax
    lea rax, [rip + busy]
    mov r10d, 7
    cmp r12d, -1
    call through
    dec r12d
    jnz then_again
    ret
# Returns to rax, behind a comparison.
deviate:
    mov [rsp], rax
    cmp r12d, -1
    ret
forward:
    lea rax, [rip + ask]
    jmp rax
through:
    jmp rax
forward_jump:
    jmp rdi
# What it finds, in rbx.
ask:
    setb cl
    seto dl
    setp sil
    lea rbx, [rbx + rbx*8]
    movzx ecx, cl
    movzx edx, dl
    movzx esi, sil
    lea rbx, [rbx + rcx]
    lea rbx, [rbx + rdx*2]
    lea rbx, [rbx + rsi*4]
    ret
# Whose loop has registers elsewhere.
busy:
    adc r10, r10
    mov r11d, 1
    mov ecx, 8
1:  add r10, r11
    lea r11, [r11 + r10*2]
    dec ecx
    jnz 1b
    add rbx, r10
    ret

## interpreter
# b1 at 0x401000, gas 5
#   1  mov r12d, 3
#        MovI  dst: R12, imm: 3
#   1  lea rdi, [0x401013]
#      + MovI  dst: Rdi, imm: 0x401013
#   1  cmp r12d, 0xffffffff               flags: computed
#      + MovI  dst: T1, imm: 0xffffffffffffffff
#        AluFlags  alu: Cmp, width: B4, dst: R12, src: T1
#   2  jmp rdi
#      + JumpR  src: Rdi
# b2 at 0x401006, gas 4
#   1  lea rdi, [0x401013]
#        MovI  dst: Rdi, imm: 0x401013
#   1  cmp r12d, 0xffffffff               flags: computed
#      + MovI  dst: T1, imm: 0xffffffffffffffff
#        AluFlags  alu: Cmp, width: B4, dst: R12, src: T1
#   2  jmp rdi
#      + JumpR  src: Rdi
# b3 at 0x401013, gas 6
#   1  adc rbx, rbx                       asks the flags; flags: dead
#        Ask  cond: B
#        Adc64RR  dst: Rbx, src: Rbx
#   1  lea rax, [0x40109d]
#        MovI  dst: Rax, imm: 0x40109d
#   1  cmp r12d, 0xffffffff               flags: dead
#   3  call rax
#        CallR  src: Rax, back: 0x401023  <- Rax
# b4 at 0x401037, gas 6
#   1  adc rbx, rbx                       asks the flags; flags: dead
#        Ask  cond: B
#        Adc64RR  dst: Rbx, src: Rbx
#   1  lea rax, [0x40104b]
#        MovI  dst: Rax, imm: 0x40104b
#   1  cmp r12d, 0xffffffff               flags: dead
#   3  call 0x401087
#        Call  back: 0x40104a, target: b5
# b5 at 0x401087, gas 0
#        Stub  addr: 0x401087, site: b4
# b6 at 0x40104b, gas 5
#   1  adc rbx, rbx                       asks the flags; flags: dead
#        Ask  cond: B
#        Adc64RR  dst: Rbx, src: Rbx
#   1  lea rdi, [0x40105b]
#        MovI  dst: Rdi, imm: 0x40105b
#   1  cmp r12d, 0xffffffff               flags: computed
#      + MovI  dst: T1, imm: 0xffffffffffffffff
#        AluFlags  alu: Cmp, width: B4, dst: R12, src: T1
#   2  jmp rdi
#      + JumpR  src: Rdi
# b7 at 0x40105b, gas 6
#   1  adc rbx, rbx                       asks the flags; flags: dead
#        Ask  cond: B
#        Adc64RR  dst: Rbx, src: Rbx
#   1  lea rax, [0x401090]
#        MovI  dst: Rax, imm: 0x401090
#   1  cmp r12d, 0xffffffff               flags: dead
#   3  call rax
#        CallR  src: Rax, back: 0x40106b  <- Rax

## jit
# region of 0x401000
# b1 at 0x401000, gas 5
#      b0  mov rax, [rsp-8]
#      b5  sub r15, 5
#      b9  jb 0x2dd
#   mov r12d, 3
#      bf  mov r12d, 3
#   lea rdi, [0x401013]
#      c5  mov edi, 0x401013
#   cmp r12d, 0xffffffff
#      ca  cmp r12d, 0xffffffff
#   jmp rdi
#      ce  mov [rsp-8], rax
#      d3  mov [rsp-0x20], rdi
#      d8  mov eax, edi
#      db  seto al
#      de  lahf
#      df  mov [rsp-0x18], rax
#      e4  mov rax, [rsp-0x20]
#      e9  sub eax, 0x401000
#      ee  cmp eax, 0xdf
#      f3  jae 0x2bc
#      f9  shl rax, 3
#      fd  add rax, gs:[0xfffffffffffffce0]
#      106  mov rax, [rax]
#      109  test rax, rax
#      10c  je 0x2bc
#      112  jmp rax
# b2 at 0x401013, gas 6, reads CF
#      114  mov rax, [rsp-8]
#      119  mov rax, [rsp-0x18]
#      11e  add al, 0x7f
#      120  sahf
#      121  mov rax, [rsp-8]
#      126  mov [rsp-8], rax
#      12b  seto al
#      12e  lahf
#      12f  sub r15, 6
#      133  jb 0x2f1
#      139  add al, 0x7f
#      13b  sahf
#      13c  mov rax, [rsp-8]
#   adc rbx, rbx
#      141  adc rbx, rbx
#   lea rax, [0x40109d]
#      144  mov eax, 0x40109d
#   cmp r12d, 0xffffffff
#      149  cmp r12d, 0xffffffff
#   call rax
#      14d  mov [rsp-0x10], rax
#      152  mov [rsp-0x28], rax
#      157  mov qword ptr gs:[r14d-8], 0x401023
#      161  lea r14d, [r14-8]
#      165  mov qword ptr [rsp-0x20], 0
#      16e  sub eax, 0x401000
#      173  cmp eax, 0xdf
#      178  jae 0x29d
#      17e  shl rax, 3
#      182  add rax, gs:[0xfffffffffffffce0]
#      18b  mov rax, [rax]
#      18e  test rax, rax
#      191  je 0x29d
#      197  call rax
#      199  cmp dword ptr gs:[r14d-8], 0x401023
#      1a3  jne 0x60
# b3 at 0x401023, gas 5
#      1a9  sub r15, 5
#      1ad  jb 0x30d
#   lea rdi, [0x401037]
#      1b3  mov edi, 0x401037
#   lea rax, [0x40109b]
#      1b8  mov eax, 0x40109b
#   cmp r12d, 0xffffffff
#      1bd  cmp r12d, 0xffffffff
#   jmp rax
#      1c1  mov [rsp-8], rax
#      1c6  mov [rsp-0x20], rax
#      1cb  seto al
#      1ce  lahf
#      1cf  mov [rsp-0x18], rax
#      1d4  mov rax, [rsp-0x20]
#      1d9  sub eax, 0x401000
#      1de  cmp eax, 0xdf
#      1e3  jae 0x2bc
#      1e9  shl rax, 3
#      1ed  add rax, gs:[0xfffffffffffffce0]
#      1f6  mov rax, [rax]
#      1f9  test rax, rax
#      1fc  je 0x2bc
#      202  jmp rax
# b4 at 0x40109b, gas 2, reads CF PF ZF SF OF
#      204  mov rax, [rsp-8]
#      209  mov rax, [rsp-0x18]
#      20e  add al, 0x7f
#      210  sahf
#      211  mov rax, [rsp-8]
#      216  mov [rsp-8], rax
#      21b  seto al
#      21e  lahf
#      21f  sub r15, 2
#      223  jb 0x321
#      229  add al, 0x7f
#      22b  sahf
#      22c  mov rax, [rsp-8]
#   jmp rdi
#      231  mov [rsp-8], rax
#      236  mov [rsp-0x20], rdi
#      23b  mov eax, edi
#      23e  seto al
#      241  lahf
#      242  mov [rsp-0x18], rax
#      247  mov rax, [rsp-0x20]
#      24c  sub eax, 0x401000
#      251  cmp eax, 0xdf
#      256  jae 0x2bc
#      25c  shl rax, 3
#      260  add rax, gs:[0xfffffffffffffce0]
#      269  mov rax, [rax]
#      26c  test rax, rax
#      26f  je 0x2bc
#      275  jmp rax
# elsewhere
#      277  test byte ptr gs:[0xfffffffffffffcd8], 1
#      280  jmp 0x126
#      285  mov rax, [rsp-8]
#      28a  jmp 0x1a9
#      28f  test byte ptr gs:[0xfffffffffffffcd8], 1
#      298  jmp 0x216
#      29d  mov rax, [rsp-0x10]
#      2a2  call 0
#      2a7  cmp dword ptr gs:[r14d-8], 0x401023
#      2b1  jne 0x60
#      2b7  jmp 0x1a9
#      2bc  mov rax, [rsp-0x18]
#      2c1  add al, 0x7f
#      2c3  sahf
#      2c4  mov rax, [rsp-8]
#      2c9  mov dword ptr gs:[0xfffffffffffffcd0], 4
#      2d5  jmp qword ptr gs:[0xffffffffffffff98]
#      2dd  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      2e9  jmp qword ptr gs:[0xffffffffffffff98]
#      2f1  add al, 0x7f
#      2f3  sahf
#      2f4  mov rax, [rsp-8]
#      2f9  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      305  jmp qword ptr gs:[0xffffffffffffff98]
#      30d  mov dword ptr gs:[0xfffffffffffffcd0], 2
#      319  jmp qword ptr gs:[0xffffffffffffff98]
#      321  add al, 0x7f
#      323  sahf
#      324  mov rax, [rsp-8]
#      329  mov dword ptr gs:[0xfffffffffffffcd0], 3
#      335  jmp qword ptr gs:[0xffffffffffffff98]
# region of 0x401006
# b1 at 0x401006, gas 4
#      33d  mov rax, [rsp-8]
#      342  sub r15, 4
#      346  jb 0x3bc
#   lea rdi, [0x401013]
#      34c  mov edi, 0x401013
#   cmp r12d, 0xffffffff
#      351  cmp r12d, 0xffffffff
#   jmp rdi
#      355  mov [rsp-8], rax
#      35a  mov [rsp-0x20], rdi
#      35f  mov eax, edi
#      362  seto al
#      365  lahf
#      366  mov [rsp-0x18], rax
#      36b  mov rax, [rsp-0x20]
#      370  sub eax, 0x401000
#      375  cmp eax, 0xdf
#      37a  jae 0x39b
#      380  shl rax, 3
#      384  add rax, gs:[0xfffffffffffffce0]
#      38d  mov rax, [rax]
#      390  test rax, rax
#      393  je 0x39b
#      399  jmp rax
# elsewhere
#      39b  mov rax, [rsp-0x18]
#      3a0  add al, 0x7f
#      3a2  sahf
#      3a3  mov rax, [rsp-8]
#      3a8  mov dword ptr gs:[0xfffffffffffffcd0], 6
#      3b4  jmp qword ptr gs:[0xffffffffffffff98]
#      3bc  mov dword ptr gs:[0xfffffffffffffcd0], 5
#      3c8  jmp qword ptr gs:[0xffffffffffffff98]
# 0x401013 is there
# region of 0x401037
# b1 at 0x401037, gas 6, reads CF
#      3d0  mov rax, [rsp-8]
#      3d5  mov rax, [rsp-0x18]
#      3da  add al, 0x7f
#      3dc  sahf
#      3dd  mov rax, [rsp-8]
#      3e2  mov [rsp-8], rax
#      3e7  seto al
#      3ea  lahf
#      3eb  sub r15, 6
#      3ef  jb 0x473
#      3f5  add al, 0x7f
#      3f7  sahf
#      3f8  mov rax, [rsp-8]
#   adc rbx, rbx
#      3fd  adc rbx, rbx
#   lea rax, [0x40104b]
#      400  mov eax, 0x40104b
#   cmp r12d, 0xffffffff
#      405  cmp r12d, 0xffffffff
#   call 0x401087
#      409  mov qword ptr gs:[r14d-8], 0x40104a
#      413  lea r14d, [r14-8]
#      417  call qword ptr [0xfffffffffffef000]
#      41d  cmp dword ptr gs:[r14d-8], 0x40104a
#      427  jne 0x60
# b2 at 0x40104a, gas 3
#      42d  sub r15, 3
#      431  jb 0x48f
#   ret
#      437  cmp gs:[r14d], r14
#      43c  lea r14d, [r14+8]
#      440  ret
# elsewhere
#      441  test byte ptr gs:[0xfffffffffffffcd8], 1
#      44a  jmp 0x3e2
#      44f  mov rax, [rsp-8]
#      454  jmp 0x42d
#      459  jmp qword ptr [0xfffffffffffef000]
#      45f  mov dword ptr gs:[0xfffffffffffffcd0], 9
#      46b  jmp qword ptr gs:[0xffffffffffffff98]
#      473  add al, 0x7f
#      475  sahf
#      476  mov rax, [rsp-8]
#      47b  mov dword ptr gs:[0xfffffffffffffcd0], 7
#      487  jmp qword ptr gs:[0xffffffffffffff98]
#      48f  mov dword ptr gs:[0xfffffffffffffcd0], 8
#      49b  jmp qword ptr gs:[0xffffffffffffff98]
# region of 0x40104b
# b1 at 0x40104b, gas 5, reads CF
#      4a3  mov rax, [rsp-8]
#      4a8  mov rax, [rsp-0x18]
#      4ad  add al, 0x7f
#      4af  sahf
#      4b0  mov rax, [rsp-8]
#      4b5  mov [rsp-8], rax
#      4ba  seto al
#      4bd  lahf
#      4be  sub r15, 5
#      4c2  jb 0x6d1
#      4c8  add al, 0x7f
#      4ca  sahf
#      4cb  mov rax, [rsp-8]
#   adc rbx, rbx
#      4d0  adc rbx, rbx
#   lea rdi, [0x40105b]
#      4d3  mov edi, 0x40105b
#   cmp r12d, 0xffffffff
#      4d8  cmp r12d, 0xffffffff
#   jmp rdi
#      4dc  mov [rsp-8], rax
#      4e1  mov [rsp-0x20], rdi
#      4e6  mov eax, edi
#      4e9  seto al
#      4ec  lahf
#      4ed  mov [rsp-0x18], rax
#      4f2  mov rax, [rsp-0x20]
#      4f7  sub eax, 0x401000
#      4fc  cmp eax, 0xdf
#      501  jae 0x67c
#      507  shl rax, 3
#      50b  add rax, gs:[0xfffffffffffffce0]
#      514  mov rax, [rax]
#      517  test rax, rax
#      51a  je 0x67c
#      520  jmp rax
# b2 at 0x40105b, gas 6, reads CF
#      522  mov rax, [rsp-8]
#      527  mov rax, [rsp-0x18]
#      52c  add al, 0x7f
#      52e  sahf
#      52f  mov rax, [rsp-8]
#      534  mov [rsp-8], rax
#      539  seto al
#      53c  lahf
#      53d  sub r15, 6
#      541  jb 0x6ed
#      547  add al, 0x7f
#      549  sahf
#      54a  mov rax, [rsp-8]
#   adc rbx, rbx
#      54f  adc rbx, rbx
#   lea rax, [0x401090]
#      552  mov eax, 0x401090
#   cmp r12d, 0xffffffff
#      557  cmp r12d, 0xffffffff
#   call rax
#      55b  mov [rsp-0x10], rax
#      560  mov [rsp-0x28], rax
#      565  mov qword ptr gs:[r14d-8], 0x40106b
#      56f  lea r14d, [r14-8]
#      573  mov qword ptr [rsp-0x20], 0
#      57c  sub eax, 0x401000
#      581  cmp eax, 0xdf
#      586  jae 0x65d
#      58c  shl rax, 3
#      590  add rax, gs:[0xfffffffffffffce0]
#      599  mov rax, [rax]
#      59c  test rax, rax
#      59f  je 0x65d
#      5a5  call rax
#      5a7  cmp dword ptr gs:[r14d-8], 0x40106b
#      5b1  jne 0x60
# b3 at 0x40106b, gas 6
#      5b7  sub r15, 6
#      5bb  jb 0x709
#   lea rax, [0x4010c2]
#      5c1  mov eax, 0x4010c2
#   mov r10d, 7
#      5c6  mov [rsp-8], rax
#      5cb  mov eax, 7
#      5d1  mov gs:[0xfffffffffffffcc0], rax
#   cmp r12d, 0xffffffff
#      5da  cmp r12d, 0xffffffff
#   call 0x401099
#      5de  mov rax, [rsp-8]
#      5e3  mov qword ptr gs:[r14d-8], 0x401081
#      5ed  lea r14d, [r14-8]
#      5f1  call qword ptr [0xfffffffffffef008]
#      5f7  cmp dword ptr gs:[r14d-8], 0x401081
#      601  jne 0x60
# b4 at 0x401081, gas 3, charges 6
#      607  sub r15, 6
#      60b  jb 0x71d
#   dec r12d
#      611  dec r12d
#   jne short 0x401006
#      614  jne 0x654
# b5 at 0x401086, gas 3, paid already
#   ret
#      61a  cmp gs:[r14d], r14
#      61f  lea r14d, [r14+8]
#      623  ret
# elsewhere
#      624  test byte ptr gs:[0xfffffffffffffcd8], 1
#      62d  jmp 0x4b5
#      632  test byte ptr gs:[0xfffffffffffffcd8], 1
#      63b  jmp 0x534
#      640  mov rax, [rsp-8]
#      645  jmp 0x5b7
#      64a  mov rax, [rsp-8]
#      64f  jmp 0x607
#      654  lea r15, [r15+3]
#      658  jmp 0x6b7
#      65d  mov rax, [rsp-0x10]
#      662  call 0
#      667  cmp dword ptr gs:[r14d-8], 0x40106b
#      671  jne 0x60
#      677  jmp 0x5b7
#      67c  mov rax, [rsp-0x18]
#      681  add al, 0x7f
#      683  sahf
#      684  mov rax, [rsp-8]
#      689  mov dword ptr gs:[0xfffffffffffffcd0], 0xe
#      695  jmp qword ptr gs:[0xffffffffffffff98]
#      69d  jmp qword ptr [0xfffffffffffef008]
#      6a3  mov dword ptr gs:[0xfffffffffffffcd0], 0xf
#      6af  jmp qword ptr gs:[0xffffffffffffff98]
#      6b7  jmp qword ptr [0xfffffffffffef010]
#      6bd  mov dword ptr gs:[0xfffffffffffffcd0], 0x10
#      6c9  jmp qword ptr gs:[0xffffffffffffff98]
#      6d1  add al, 0x7f
#      6d3  sahf
#      6d4  mov rax, [rsp-8]
#      6d9  mov dword ptr gs:[0xfffffffffffffcd0], 0xa
#      6e5  jmp qword ptr gs:[0xffffffffffffff98]
#      6ed  add al, 0x7f
#      6ef  sahf
#      6f0  mov rax, [rsp-8]
#      6f5  mov dword ptr gs:[0xfffffffffffffcd0], 0xb
#      701  jmp qword ptr gs:[0xffffffffffffff98]
#      709  mov dword ptr gs:[0xfffffffffffffcd0], 0xc
#      715  jmp qword ptr gs:[0xffffffffffffff98]
#      71d  mov dword ptr gs:[0xfffffffffffffcd0], 0xd
#      729  jmp qword ptr gs:[0xffffffffffffff98]
# 0x40105b is there
