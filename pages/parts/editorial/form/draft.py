"""A form's draft: what an editor has written and not saved, also across sign-ins and versions.

The session holds it while other pages are shown, and the browser's tab across a reload, a restart
of the server or the end of a sign-in. A draft knows the version it began with: when somebody else
has saved a newer one, the fields that both have changed become conflicts, and no text is lost.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import streamlit as st
from pydantic import TypeAdapter, ValidationError

from pages.widgets.browser import storage


@dataclass(frozen=True)
class Draft:
    """Unsaved changes: the changed fields, with the version they were changed in.

    Attributes
    ----------
    number
        The version that the form showed.
    values
        The changed fields' values.
    base
        What those fields held in that version.
    conflicts
        For each field that somebody else has changed too: one's own value and the other's.
    """

    number: int = 0
    values: Mapping[str, Any] = field(default_factory=dict)
    base: Mapping[str, Any] = field(default_factory=dict)
    conflicts: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)

    def rebased(self, number: int, saved: Mapping[str, Any]) -> Draft:
        """Return the draft on another version, whose fields are ``saved``.

        Examples
        --------
        >>> draft = Draft(0, {"title": "Min"}, {"title": "Gammal"})
        >>> draft.rebased(2, {"title": "Annans"}).conflicts
        {'title': ('Min', 'Annans')}
        >>> draft.rebased(2, {"title": "Gammal"}).conflicts
        {}
        """
        if number == self.number:
            return self
        values = {name: value for name, value in self.values.items() if name in saved}
        conflicts = {
            name: (value, saved[name])
            for name, value in values.items()
            if saved[name] not in (value, self.base.get(name))
        }
        base = {name: saved[name] for name in values}
        return Draft(number, values, base, {**self.conflicts, **conflicts})


_reader = TypeAdapter(Draft)
_document = TypeAdapter(dict[str, Any])


@dataclass(frozen=True)
class DraftForm:
    """A form whose draft is kept.

    Attributes
    ----------
    name
        The draft's name in the session and in the browser, such as ``edit-motala-bokbuss``.
    number
        The version that the form shows.
    saved
        The value of each field in that version.
    options
        The values that a field may have where it is a choice; a list's values for a list.
    key
        Returns a field's widget key.
    """

    name: str
    number: int
    saved: Mapping[str, Any]
    options: Mapping[str, Collection[Any]]
    key: Callable[[str], str]

    @property
    def draft(self) -> Draft | None:
        """The session's draft, None if nothing has been written in it."""
        draft = st.session_state.get(self._place)
        return draft if isinstance(draft, Draft) else None

    @property
    def _place(self) -> str:
        return f"draft-{self.name}"

    def fill(self) -> Draft:
        """Put the draft into the fields that are not on the page yet, and return it."""
        draft = (self.draft or Draft(self.number)).rebased(self.number, self.saved)
        if self.draft:
            st.session_state[self._place] = draft
        for name, value in draft.values.items():
            st.session_state.setdefault(self.key(name), value)
        return draft

    def collect(self) -> None:
        """Copy the fields' values into the session's draft."""
        values = self.values().items()
        changed = {name: value for name, value in values if value != self.saved[name]}
        if changed or self.draft:
            base = {name: self.saved[name] for name in changed}
            conflicts = self.draft.conflicts if self.draft else {}
            st.session_state[self._place] = Draft(self.number, changed, base, conflicts)

    def values(self) -> dict[str, Any]:
        """Return the values of the fields on the page, by name."""
        keys = {name: self.key(name) for name in self.saved}
        return {
            name: st.session_state[key] for name, key in keys.items() if key in st.session_state
        }

    def keep(self) -> None:
        """Collect the draft and store it in the browser, or get back the stored one."""
        self.collect()
        texts = {name: self.key(name) for name in self.saved if name not in self.options}
        self._store(self._to_text(self.draft) if self.draft else None, texts)

    def forget(self) -> None:
        """Forget the draft, which has been saved."""
        st.session_state[self._place] = Draft(self.number)
        st.session_state[f"{self._place}-turn"] = secrets.token_hex(4)
        for name, value in self.saved.items():
            if self.key(name) in st.session_state:
                self.use(name, value)

    def settle(self) -> None:
        """Let the browser forget a draft that has been saved, where the form is not drawn."""
        if self.draft and not self.draft.values:
            self._store(self._to_text(self.draft), {})

    def _store(self, text: str | None, texts: Mapping[str, str]) -> None:
        empty = self._to_text(Draft(self.number))
        turn = st.session_state.get(f"{self._place}-turn", "")
        name = f"servicekartan-{self.name}"
        storage.keep(name, text, texts, self._restore, empty, turn)

    def use(self, name: str, value: Any) -> None:
        """Put a value into a field, before the page is drawn."""
        st.session_state[self.key(name)] = value

    @staticmethod
    def _to_text(draft: Draft) -> str:
        # The fields stand outermost, where the browser adds what is being typed.
        return json.dumps({**draft.values, "_draft": asdict(draft)})

    def _restore(self, text: object) -> None:
        draft = self.read(text)
        if draft is None:
            return
        st.session_state[self._place] = draft.rebased(self.number, self.saved)
        for name, value in draft.values.items():
            self.use(name, value)

    def read(self, text: object) -> Draft | None:
        """Read a draft that a browser has stored; None if there is nothing to be used in it."""
        try:
            document = _document.validate_json(text if isinstance(text, str) else "")
            draft = _reader.validate_python(document.pop("_draft", {}))
        except ValidationError:
            return None
        values = {n: v for n, v in document.items() if n in self.saved and self._fits(n, v)}
        changed = {name: value for name, value in values.items() if value != self.saved[name]}
        conflicts = {
            name: pair
            for name, pair in draft.conflicts.items()
            if name in self.saved and all(self._fits(name, value) for value in pair)
        }
        return Draft(draft.number, changed, draft.base, conflicts) if changed else None

    def _fits(self, name: str, value: object) -> bool:
        """Return whether a value can stand in a field: the browser may have stored anything."""
        options = self.options.get(name)
        if options is None:
            return isinstance(value, str)
        if isinstance(self.saved[name], list):
            return isinstance(value, list) and all(key in options for key in value)
        if isinstance(self.saved[name], int):
            return type(value) is int and value in options
        return value is None or value in options
