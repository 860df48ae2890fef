//! What a C library has elsewhere and a contract cannot have. Who uses it is told so when it is linked, with the place.

use object::write::{Relocation, Symbol, SymbolSection};
use object::{
    RelocationEncoding, RelocationFlags, RelocationKind, SectionKind, SymbolFlags, SymbolKind, SymbolScope,
};

/// Names of functions and variables, with a blank between them; and why they are not there.
const ABSENT: &[(&str, &str)] = &[
    (
        "printf vprintf fprintf vfprintf dprintf vdprintf puts putchar putc fputs fputc putc_unlocked putchar_unlocked perror \
         fflush setbuf setvbuf __printf_chk __vprintf_chk __fprintf_chk __vfprintf_chk stdout stderr",
        "a contract has no output; use echo_debug_text, or snprintf",
    ),
    (
        "scanf vscanf fscanf vfscanf getchar getc fgetc fgets gets getline getdelim ungetc getchar_unlocked getc_unlocked \
         __isoc99_scanf __isoc99_fscanf __isoc23_scanf __isoc23_fscanf stdin",
        "a contract has no input; arguments come by echo_take_u64 and its like",
    ),
    (
        "fopen fopen64 freopen fdopen fclose fread fseek fseeko ftell ftello rewind fgetpos fsetpos feof ferror clearerr fileno \
         tmpfile tmpnam open_memstream fmemopen open open64 creat close read write pread pwrite lseek fsync ftruncate truncate \
         unlink remove rename mkdir rmdir mkstemp opendir readdir closedir stat fstat lstat fstat64 stat64 access chdir getcwd \
         realpath readlink isatty fcntl ioctl dup dup2 pipe poll select",
        "a contract has no files; what is to last goes to storage, echo_store_u64 and its like",
    ),
    (
        "wprintf fwprintf vwprintf vfwprintf swprintf vswprintf fputwc putwc putwchar fgetwc getwc swscanf",
        "wide characters are neither printed nor read; use snprintf and sscanf",
    ),
    (
        "socket connect bind listen accept send sendto recv recvfrom shutdown getaddrinfo freeaddrinfo gethostbyname \
         setsockopt getsockopt getpeername getsockname",
        "a contract has no network",
    ),
    (
        "pthread_create pthread_join pthread_detach pthread_self pthread_exit pthread_mutex_init pthread_mutex_lock \
         pthread_mutex_trylock pthread_mutex_unlock pthread_mutex_destroy pthread_cond_init pthread_cond_wait pthread_cond_signal \
         pthread_cond_broadcast pthread_cond_destroy pthread_once pthread_key_create pthread_getspecific pthread_setspecific \
         thrd_create thrd_join mtx_init mtx_lock mtx_unlock mtx_destroy sched_yield",
        "a contract has one thread; libraries often have a switch that leaves locks out",
    ),
    ("__tls_get_addr", "a contract has one thread; leave _Thread_local and thread_local out"),
    (
        "system popen pclose fork vfork execl execlp execv execve execvp wait waitpid kill raise signal sigaction sigprocmask \
         sigsetjmp siglongjmp __sigsetjmp getpid getppid getuid geteuid uname sysconf getrlimit",
        "a contract is no process: there is nothing to start, to signal or to ask",
    ),
    ("setenv unsetenv putenv clearenv environ", "a contract has no environment that could be changed"),
    ("sleep usleep nanosleep alarm", "a contract cannot wait"),
    (
        "clock clock_getres times getrusage",
        "how long something takes must not be told: use time, which is that of the block",
    ),
    (
        "getrandom getentropy arc4random arc4random_buf arc4random_uniform",
        "a contract has no randomness: every node must come to the same result",
    ),
    ("mmap munmap mprotect mremap sbrk brk", "a contract has its heap; use malloc"),
    ("dlopen dlsym dlclose dlerror", "a contract is one file; link what it needs"),
    ("newlocale duplocale freelocale uselocale", "a contract has the locale C"),
];

/// Each absent name, with the object file that stands for it.
pub fn members() -> impl Iterator<Item = (&'static str, Vec<u8>)> {
    ABSENT.iter().flat_map(|(names, why)| names.split_whitespace().map(|name| (name, object_file(name, why))))
}

/// The name leads to another that is the sentence itself and that nobody defines: every linker stops there, if it is reached. (A
/// `.gnu.warning` would tell the place as well; but GNU ld tells it of what is not reached, too.)
fn object_file(name: &str, why: &str) -> Vec<u8> {
    let mut file = super::new_object();
    let text = file.add_section(Vec::new(), format!(".text.{name}").into_bytes(), SectionKind::Text);
    // jmp, to what is four bytes before.
    let value = file.append_section_data(text, &[0xe9, 0, 0, 0, 0], 1);
    let nobody = file.add_symbol(Symbol {
        name: format!("{name}: {why}").into_bytes(),
        value: 0,
        size: 0,
        kind: SymbolKind::Unknown,
        scope: SymbolScope::Unknown,
        weak: false,
        section: SymbolSection::Undefined,
        flags: SymbolFlags::None,
    });
    let kind = RelocationFlags::Generic {
        kind: RelocationKind::Relative,
        encoding: RelocationEncoding::X86Branch,
        size: 32,
    };
    file.add_relocation(text, Relocation { offset: value + 1, symbol: nobody, addend: -4, flags: kind })
        .expect("a jump can be relocated");
    super::define(&mut file, name, text, value, 5);
    file.write().expect("a file of one jump can be written")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn nothing_is_absent_twice() {
        let mut seen = BTreeSet::new();
        for (name, _) in members() {
            assert!(seen.insert(name), "{name}");
        }
    }
}
