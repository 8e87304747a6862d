"""Reads awk's statements and rules.

Knows: blocks, loops, printing, functions, and what makes a rule run. Does not know: how expressions are read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from .awk_expressions import Expressions
from .awk_machine import Break, Continue, Exit, Expression, Machine, Next, Return, Statement
from .awk_reader import Defined
from .awk_values import UNSET, Value, number, sprintf, text, true
from .io import UsageProblem

_ENDS = (";", "\n", "}")


@dataclass(slots=True)
class Rule:
    """One rule. when: "BEGIN", "END" or "" for every record; test and until: its pattern, or both ends of a range."""

    when: str
    run: Statement
    test: Expression | None = None
    until: Expression | None = None
    inside: bool = field(default=False)

    def applies(self, machine: Machine) -> bool:
        """Tell whether the rule runs for the present record."""
        if self.test is None:
            return True
        if self.until is None:
            return true(self.test(machine))
        starts = self.inside or true(self.test(machine))
        self.inside = starts and not true(self.until(machine))
        return starts


class Parser(Expressions):
    """A reader of a whole program."""

    def rules(self) -> list[Rule]:
        """Return the rules. Raises UsageProblem for what awk here does not know."""
        found: list[Rule] = []
        self._ends()
        while self.word.kind != "end":
            if self.sees("function"):
                self._define()
            else:
                found.append(self._rule())
            self._ends()
        for at, word in enumerate(self._words):
            if word.kind == "call" and word.text not in self.functions and self._words[at - 1].text != "function":
                raise UsageProblem(f"calling undefined function {word.text}", 2)
        return found

    def _ends(self) -> None:
        while self.sees("\n", ";"):
            self.take()

    def _rule(self) -> Rule:
        if self.sees("BEGIN", "END"):
            when = self.take().text
            if not self.sees("{"):
                raise self.problem()
            return Rule(when, self._block())
        test = until = None
        if not self.sees("{"):
            test = self.expression()
            if self.sees(","):
                self.take()
                self.skip_newlines()
                until = self.expression()
        if self.sees("{"):
            return Rule("", self._block(), test, until)
        return Rule("", lambda machine: _print(machine, [], None, False), test, until)

    def _define(self) -> None:
        self.take()
        if self.word.kind not in ("call", "name"):
            raise self.problem()
        name, parameters = self.take().text, []
        self.expect("(")
        while not self.sees(")"):
            parameters.append(self.take().text)
            if self.sees(","):
                self.take()
            elif not self.sees(")"):
                raise self.problem()
        self.take()
        self.skip_newlines()
        self._function = self.functions[name] = Defined(parameters)
        self._function.body = self._block()
        self._function = None

    # ── statements ──

    def _block(self) -> Statement:
        self.expect("{")
        found: list[Statement] = []
        self._ends()
        while not self.sees("}"):
            found.append(self._statement())
            self._ends()
        self.take()

        def run(machine: Machine) -> None:
            for statement in found:
                statement(machine)

        return run

    def _statement(self) -> Statement:
        readers: dict[str, Callable[[], Statement]] = {
            "{": self._block, "if": self._if, "while": self._while, "do": self._do, "for": self._for,
        }  # fmt: skip
        for mark, read in readers.items():
            if self.sees(mark):
                return read()
        made = self._simple()
        if not self.sees(*_ENDS) and self.word.kind != "end":
            raise self.problem()
        if self.sees(";", "\n"):
            self.take()
        return made

    def _body(self) -> Statement:
        self.skip_newlines()
        if self.sees(";"):
            self.take()
            return lambda machine: None
        return self._statement()

    def _simple(self) -> Statement:
        if self.sees("print", "printf"):
            return self._printing()
        if self.sees("next", "break", "continue"):
            leave = {"next": Next, "break": Break, "continue": Continue}[self.take().text]
            return lambda machine: _leave(leave())
        if self.sees("exit", "return"):
            ends = self.take().text == "exit"
            value = None if self.sees(*_ENDS) else self.expression()
            return _exit(value) if ends else _return(value)
        if self.sees("delete"):
            return self._delete()
        work = self.expression()

        def run(machine: Machine) -> None:
            machine.step()
            work(machine)

        return run

    def _delete(self) -> Statement:
        self.take()
        array = self.array()
        if not self.sees("["):
            return lambda machine: array(machine).clear()
        key = self._key()

        def run(machine: Machine) -> None:
            array(machine).pop(key(machine), None)

        return run

    def _printing(self) -> Statement:
        form = self.take().text == "printf"
        self._greater_redirects = True
        values: list[Expression] = []
        if self.sees("(") and self._closes_at_the_end():
            self.take()
            values = self.listed(")")
        else:
            while not self.sees(*_ENDS, ">", ">>", "|") and self.word.kind != "end":
                values.append(self.expression())
                if not self.sees(","):
                    break
                self.take()
                self.skip_newlines()
        self._greater_redirects = False
        target, append = None, self.sees(">>")
        if self.sees(">", ">>"):
            self.take()
            target = self._joined()
        if form and not values:
            raise self.problem()
        return lambda machine: (_printf if form else _print)(machine, values, target, append)

    def _closes_at_the_end(self) -> bool:
        """Tell whether the bracket in front holds all that is printed."""
        depth, at = 0, self._at
        while at < len(self._words) - 1:
            word = self._words[at]
            depth += (word.kind == "mark" and word.text == "(") - (word.kind == "mark" and word.text == ")")
            if depth == 0:
                return self._words[at + 1].text in (*_ENDS, ">", ">>", "|", "")
            at += 1
        return False

    # ── control flow ──

    def _test(self) -> Expression:
        self.expect("(")
        test = self.expression()
        self.expect(")")
        return test

    def _if(self) -> Statement:
        self.take()
        test, yes = self._test(), self._body()
        at, no = self._at, None
        self._ends()
        if self.sees("else"):
            self.take()
            no = self._body()
        else:
            self._at = at
        return lambda machine: yes(machine) if true(test(machine)) else None if no is None else no(machine)

    def _while(self) -> Statement:
        self.take()
        test = self._test()
        return _loop(None, test, None, self._body())

    def _do(self) -> Statement:
        self.take()
        body = self._body()
        self._ends()
        self.expect("while")
        test = self._test()
        return _loop(None, test, None, body, after=True)

    def _for(self) -> Statement:
        self.take()
        self.expect("(")
        if self.word.kind == "name" and self._words[self._at + 1].text == "in":
            return self._for_in()
        first = None if self.sees(";") else self._simple()
        self.expect(";")
        self.skip_newlines()
        test = None if self.sees(";") else self.expression()
        self.expect(";")
        self.skip_newlines()
        step = None if self.sees(")") else self._simple()
        self.expect(")")
        return _loop(first, test, step, self._body())

    def _for_in(self) -> Statement:
        place = self.place()
        self.take()
        array = self.array()
        self.expect(")")
        body = self._body()
        assert place is not None
        put = place.put

        def run(machine: Machine) -> None:
            for key in list(array(machine)):
                machine.step()
                put(machine, key)
                try:
                    body(machine)
                except Continue:
                    continue
                except Break:
                    break

        return run


def _loop(
    first: Statement | None, test: Expression | None, step: Statement | None, body: Statement, *, after: bool = False
) -> Statement:
    """Return a loop; after: the test comes behind the body."""

    def run(machine: Machine) -> None:
        if first is not None:
            first(machine)
        skip = after
        while skip or test is None or true(test(machine)):
            skip = False
            machine.step()
            try:
                body(machine)
            except Continue:
                pass
            except Break:
                break
            if step is not None:
                step(machine)

    return run


def _leave(way: Exception) -> None:
    raise way


def _exit(value: Expression | None) -> Statement:
    def run(machine: Machine) -> None:
        raise Exit(machine.code if value is None else int(number(value(machine))) & 255)

    return run


def _return(value: Expression | None) -> Statement:
    def run(machine: Machine) -> None:
        found: Value = UNSET if value is None else value(machine)
        raise Return(found)

    return run


def _print(machine: Machine, values: list[Expression], target: Expression | None, append: bool) -> None:
    machine.step()
    form = text(machine.get("OFMT", False))
    parts = [text(value(machine), form) for value in values] or [text(machine.field(0))]
    line = text(machine.get("OFS", False)).join(parts) + text(machine.get("ORS", False))
    machine.write(line, None if target is None else text(target(machine)), append)


def _printf(machine: Machine, values: list[Expression], target: Expression | None, append: bool) -> None:
    machine.step()
    found = [value(machine) for value in values]
    machine.write(sprintf(text(found[0]), found[1:]), None if target is None else text(target(machine)), append)
