# Jumps by tables of constants, with indices within the table, at its end, beyond it, and with upper halves; what the code
# before them says of the index is true, or not.

# A loop over all entries and some that go elsewhere, flags asked for where the jump has made them 0.
case_all_entries:
    xor edx, edx
    xor esi, esi
1:  mov eax, edx
    cmp eax, 3
    ja 9f
    stc
    jmp [rax*8 + 8f]
2:  adc esi, 1
    jmp 7f
3:  setc sil
    add esi, 0x10
    jmp 7f
4:  lea esi, [rsi + rsi*2 + 1]
    jmp 7f
5:  pushf
    pop rdi
    add rsi, rdi
7:  inc edx
    cmp edx, 20
    jb 1b
    ret
9:  sub esi, edx
    jmp 7b
    .balign 8
8:  .quad 2b, 3b, 4b, 5b
# The comparison is of another register's copy: the index goes on to the end of the table and beyond it.
case_beyond:
    xor edx, edx
1:  mov eax, edx
    and eax, 3
    cmp eax, 3
    ja 9f
    mov rax, rdx
    jmp [rax*8 + 8f]
2:  inc edx
    jmp 1b
3:  add edx, 2
    jmp 1b
4:  lea edx, [rdx + 1]
    jmp 1b
9:  ret
    .balign 8
8:  .quad 2b, 3b, 4b, 2b, 4b, 9b
# One before the table, by the index -1; then with upper bits that the address does not have.
case_before:
    mov ecx, 2
    cmp ecx, 1
    ja 1f
    jmp [rcx*8 + 8f]
1:  mov rcx, -1
    jmp [rcx*8 + 8f]
2:  mov rcx, 0x2000000000000000
    jmp [rcx*8 + 8f]
3:  mov rcx, 0x20000000
    inc rcx
    jmp [rcx*8 + 8f]
4:  mov eax, 77
    ret
    .balign 8
    .quad 2b
8:  .quad 3b, 4b
case_upper_half_of_the_index:
    movabs rcx, 0x100000001
    cmp ecx, 1
    ja 2f
    jmp [ecx*8 + 8f]
2:  add eax, 1
    ret
3:  add eax, 2
    movabs rcx, 0xffffffff00000000
    cmp ecx, 1
    ja 2b
    jmp [ecx*8 + 8f]
    .balign 8
8:  .quad 2b, 3b
# Several tables in one region, by different registers, those among them that have no register on the host.
.macro by reg, n
case_by_\reg:
    xor esi, esi
    mov edi, \n
1:  mov \reg, rdi
    and \reg, 3
    cmp \reg, 3
    ja 9f
    jmp [\reg*8 + 8f]
2:  add esi, 1
    jmp 7f
3:  shl esi, 1
    jmp 7f
4:  xor esi, 0x55
    jmp 7f
5:  sub esi, 3
7:  dec edi
    jnz 1b
9:  ret
    .balign 8
8:  .quad 2b, 3b, 4b, 5b
.endm
by rax, 9
by rcx, 9
by rdx, 9
by rbx, 9
by rbp, 9
by r8, 9
by r9, 9
by r10, 30
by r11, 30
by r12, 9
by r13, 9
by r14, 9
by r15, 9
case_two_tables:
    xor esi, esi
    mov edi, 12
1:  mov eax, edi
    and eax, 1
    cmp eax, 1
    ja 9f
    jmp [rax*8 + 8f]
2:  mov ecx, edi
    shr ecx, 1
    and ecx, 1
    cmp ecx, 1
    ja 9f
    jmp [rcx*8 + 7f]
3:  mov edx, edi
    shr edx, 2
    cmp edx, 2
    ja 9f
    jmp [rdx*8 + 6f]
4:  add esi, edi
    dec edi
    jnz 1b
9:  ret
5:  lea esi, [rsi + rdi*2]
    dec edi
    jmp 1b
    .balign 8
8:  .quad 2b, 3b
7:  .quad 4b, 5b
6:  .quad 5b, 4b, 2b
# All of rax, rcx, rdx, rbx are indices, so that none is free.
case_four_tables:
    mov edi, 11
1:  mov eax, edi
    and eax, 1
    cmp eax, 1
    ja 9f
    jmp [rax*8 + 8f]
2:  mov ecx, edi
    and ecx, 1
    cmp ecx, 1
    ja 9f
    jmp [rcx*8 + 8f + 8]
3:  mov edx, edi
    and edx, 1
    cmp edx, 1
    ja 9f
    jmp [rdx*8 + 8f + 16]
4:  mov ebx, edi
    and ebx, 1
    cmp ebx, 1
    ja 9f
    jmp [rbx*8 + 8f + 24]
5:  dec edi
    jnz 1b
9:  ret
    .balign 8
8:  .quad 2b, 3b, 4b, 5b, 9b
# Registers without one of the host's in a loop around the jump, and a call in a case.
case_with_homes:
    mov edi, 20
    xor r10d, r10d
    mov r11d, 1
1:  add r10, r11
    lea r11, [r10 + r11*2]
    xor r10, r11
    add r11, r10
    mov eax, edi
    and eax, 3
    cmp eax, 3
    ja 9f
    jmp [rax*8 + 8f]
2:  add r10, rdi
    jmp 7f
3:  call 6f
    add r11, rax
    jmp 7f
4:  xor r11, r10
    jmp 7f
5:  inc r10
7:  add r10, r11
    sub r11, r10
    dec edi
    jnz 1b
9:  ret
6:  lea eax, [r10 + r11]
    ret
    .balign 8
8:  .quad 2b, 3b, 4b, 5b
# A table in data, whose entries are all the same until the code writes one.
case_table_in_data:
    lea rdx, [rip + 3f]
    mov edi, 3
1:  mov [DATA + 0x408], rdx
    mov eax, edi
    and eax, 1
    cmp eax, 1
    ja 9f
    jmp [rax*8 + DATA + 0x400]
3:  lea edi, [rdi + rdi*2 + 2]
    cmp edi, 100
    jb 1b
9:  mov eax, edi
    ret
# The same among constants, of which the last lies before a page that can be written.
case_table_of_constants:
    and ecx, 3
    cmp ecx, 3
    ja 9f
    jmp [rcx*8 + READ_ONLY + 0x400]
9:  ud2
case_table_that_ends_where_data_begin:
    and ecx, 3
    cmp ecx, 3
    ja 9f
    jmp [rcx*8 + READ_ONLY + 0xff0]
9:  ret
# A table that the code writes before it jumps.
case_table_that_changes:
    lea rax, [rip + 2f]
    mov [rbx], rax
    mov [rbx + 8], rax
    lea rax, [rip + 3f]
    mov [rbx + 16], rax
    mov edi, 9
1:  mov eax, edi
    and eax, 1
    cmp eax, 1
    ja 9f
    jmp [rax*8 + DATA + 0x300]
2:  mov rdx, [rbx + 16]
    mov [rbx + 8], rdx
3:  dec edi
    jnz 1b
9:  ret
# Entries that are no code, null, and in the middle of an instruction.
case_entries_elsewhere:
    mov edx, 5
1:  dec edx
    js 9f
    mov eax, edx
    cmp eax, 4
    ja 9f
    jmp [rax*8 + 8f]
2:  jmp 1b
3:  .byte 0xb8
    inc eax
    nop
    nop
    nop
    jmp 1b
9:  ret
    .balign 8
8:  .quad DATA, 0, 3b, 3b + 1, 2b
# The stack pointer is on the way somewhere, and a case faults.
case_on_the_way:
    push rbx
    push rdi
    mov eax, ecx
    and eax, 1
    cmp eax, 1
    ja 9f
    jmp [rax*8 + 8f]
2:  pop rdi
    pop rbx
    ret
3:  mov rdx, [rsp]
    add rdx, [0x10]
9:  pop rdi
    pop rbx
    ret
    .balign 8
8:  .quad 2b, 3b
# By distances from the table, as position-independent code does.
case_distances:
    mov edi, 17
    xor esi, esi
1:  mov eax, edi
    and eax, 3
    cmp eax, 3
    ja 9f
    lea rdx, [rip + 8f]
    movsxd rax, dword ptr [rdx + rax*4]
    add rax, rdx
    jmp rax
2:  add esi, 1
    jmp 7f
3:  add esi, esi
    jmp 7f
4:  xor esi, edi
    jmp 7f
5:  sub rsi, rax
7:  dec edi
    jnz 1b
9:  ret
    .balign 4
8:  .long 2b - 8b, 3b - 8b, 4b - 8b, 5b - 8b
# An indirect call in a loop, of functions that return where nobody waits.
case_calls_by_table:
    mov edi, 8
    xor esi, esi
1:  mov eax, edi
    and eax, 3
    call [rax*8 + 8f]
    add esi, eax
    dec edi
    jnz 1b
    ret
2:  mov eax, 7
    ret
3:  pop rdx
    push rdx
    ret
4:  add qword ptr [rsp], 2
    ret
    .balign 8
8:  .quad 2b, 3b, 2b, 4b
# Ways of different prices that meet again and again, with a fault or an end on some.
case_ways_that_meet:
    mov edi, 24
1:  test edi, 1
    jz 2f
    imul eax, edi, 77
    imul eax, eax, 91
    test edi, 2
    jz 3f
    xor edx, edx
    div edi
2:  add eax, 1
    test edi, 4
    jnz 4f
    add eax, [rbx]
3:  test edi, 8
    jz 5f
    lea eax, [rax + rax*4]
    test edi, 16
    jz 6f
4:  xor eax, 0x33
5:  cmp edi, 3
    je 7f
6:  dec edi
    jnz 1b
    ret
7:  mov ecx, 2
    sub ecx, edi
    inc ecx
    xor edx, edx
    div ecx
    ret
