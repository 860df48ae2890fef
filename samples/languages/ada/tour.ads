--  The tour in Ada: fib(n), sort(five numbers), store(n) and load(), note(n), greet(name).

package Tour is
   procedure Apply
   with Export, Convention => C, External_Name => "__apply";
end Tour;
