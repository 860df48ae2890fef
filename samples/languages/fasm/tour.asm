; The tour in fasm: fib(n), sort(five numbers), store(n) and load(), note(n), greet(name).
;
; `int n` keeps every register but rax, and nobody called __apply who would miss another.

        format  ELF64
        include "echo.inc"

        public  __apply

        section '.text' executable align 16

__apply:
        sub     rsp, 56                 ; a string at rsp, numbers above
        int     ECHO_IS_CONSTRUCTOR
        test    al, al
        jnz     done

        mov     rdi, rsp
        int     ECHO_FUNCTION_NAME
        lea     rbx, [functions]
.next:  mov     edx, [rbx + 8]          ; the length, 0 at the end
        test    edx, edx
        jz      .none
        cmp     edx, [rsp + 8]
        jne     .other
        mov     rdi, [rsp]
        lea     rsi, [rbx + 16]
        int     ECHO_COMPARE_MEMORY
        test    eax, eax
        jz      .found
.other: add     rbx, 24
        jmp     .next
.none:  lea     rdi, [missing]
        int     ECHO_FAIL
.found: call    qword [rbx]
done:   add     rsp, 56
        ret

; The next argument, in rax.
take:   sub     rsp, 8
        mov     rdi, rsp
        int     ECHO_PARAM_U64
        test    al, al
        jz      .none
        pop     rax
        ret
.none:  lea     rdi, [wanted]
        int     ECHO_FAIL

fib:    call    take
        call    fibonacci
        mov     rdi, rax
        int     ECHO_RETURN_U64
        ret

; Of rax, in rax.
fibonacci:
        cmp     rax, 2
        jb      .small
        push    rax
        dec     rax
        call    fibonacci
        xchg    rax, [rsp]
        sub     rax, 2
        call    fibonacci
        add     rax, [rsp]
        add     rsp, 8
.small: ret

; By insertion, at rsp.
sort:   sub     rsp, 40
        xor     ecx, ecx
.take:  call    take
        mov     rdx, rcx
.move:  test    rdx, rdx
        jz      .here
        mov     rsi, [rsp + 8 * rdx - 8]
        cmp     rsi, rax
        jbe     .here
        mov     [rsp + 8 * rdx], rsi
        dec     rdx
        jmp     .move
.here:  mov     [rsp + 8 * rdx], rax
        inc     ecx
        cmp     ecx, 5
        jb      .take
        xor     ecx, ecx
.give:  mov     rdi, [rsp + 8 * rcx]
        int     ECHO_RETURN_U64
        inc     ecx
        cmp     ecx, 5
        jb      .give
        add     rsp, 40
        ret

; A number at rsp + 16, and at rsp the string of its bytes.
bytes_of_argument:
        call    take
        mov     [rsp + 24], rax
        lea     rax, [rsp + 24]
        mov     [rsp + 8], rax
        mov     qword [rsp + 16], 8
        ret

put:    sub     rsp, 24
        call    bytes_of_argument
        lea     rdi, [number]
        mov     rsi, rsp
        int     ECHO_STORAGE_SET
        add     rsp, 24
        ret

get:    sub     rsp, 24
        lea     rdi, [number]
        mov     rsi, rsp
        int     ECHO_STORAGE_GET
        xor     edi, edi
        test    al, al
        jz      .give
        mov     rax, [rsp]
        mov     rdi, [rax]
.give:  int     ECHO_RETURN_U64
        add     rsp, 24
        ret

note:   sub     rsp, 24
        call    bytes_of_argument
        lea     rdi, [noted]
        mov     rsi, rsp
        int     ECHO_EMIT
        add     rsp, 24
        ret

greet:  sub     rsp, 24
        mov     rdi, rsp
        int     ECHO_PARAM_STRING
        test    al, al
        jz      .none
        lea     rdi, [hello]
        int     ECHO_RETURN_STRING
        mov     rdi, rsp
        int     ECHO_RETURN_STRING
        lea     rdi, [end_text]
        int     ECHO_RETURN_STRING
        add     rsp, 24
        ret
.none:  lea     rdi, [wanted_text]
        int     ECHO_FAIL

        section '.rodata' align 8

; Each 24 bytes: where the function is, how long its name is, its name.
macro   function name, label
{
        local   start, stop
        dq      label, stop - start
start   db      name
stop:   align   8
}
functions:
        function "fib", fib
        function "sort", sort
        function "store", put
        function "load", get
        function "note", note
        function "greet", greet
        dq      0, 0

; A string of the machine.
macro   string name, text
{
        local   start, stop
name    dq      start
        dd      stop - start, 0
start   db      text
stop:   align   8
}
        string  missing, "The called function is missing."
        string  wanted, "argument missing or of another type, wanted: u64"
        string  wanted_text, "argument missing or of another type, wanted: string"
        string  number, "number"
        string  noted, "noted(uint64)"
        string  hello, "Hello, "
        string  end_text, "!"

        section '.note.GNU-stack'
