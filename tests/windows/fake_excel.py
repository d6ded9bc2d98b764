"""A small Excel for Wine, where there is none: a workbook's values and formulas behind COM objects that answer as Excel's do.

It calculates nothing and draws nothing. It counts the calls that reach it, and can refuse them as a busy Excel does.
"""
# ruff: noqa: N802  named as in Excel

from pathlib import Path
from typing import ClassVar

import openpyxl
import pythoncom
import win32com.server.util
import win32gui
import winerror
from win32com.server.exception import COMException
from win32com.server.policy import BasicWrapPolicy

_PUT = pythoncom.DISPATCH_PROPERTYPUT | pythoncom.DISPATCH_PROPERTYPUTREF
_ENUM, _DEFAULT = -4, 0


class Policy(BasicWrapPolicy):
    """Every public attribute of an object is a member; a method asked for as a value says that it wants arguments."""

    numbers: ClassVar[dict] = {}
    names: ClassVar[dict] = {}

    def _getdispid_(self, name, fdex):
        if not hasattr(self._obj_, name):
            raise COMException(scode=winerror.DISP_E_UNKNOWNNAME)
        number = self.numbers.setdefault(name, len(self.numbers) + 100)
        self.names[number] = name
        return number

    def _invokeex_(self, dispid, lcid, flags, args, kwargs, provider):
        thing = self._obj_
        Counter.called()
        if dispid == _ENUM:
            return win32com.server.util.NewEnum([shared(each) for each in thing])
        name = "Item" if dispid == _DEFAULT else self.names[dispid]
        given = [plain(each) for each in args]
        if flags & _PUT:
            setattr(thing, name, *given)
            return None
        try:
            found = getattr(thing, name)
        except AttributeError as error:
            raise COMException(scode=winerror.DISP_E_MEMBERNOTFOUND) from error
        if callable(found):
            if not flags & pythoncom.DISPATCH_METHOD:
                raise COMException(scode=winerror.DISP_E_PARAMNOTOPTIONAL)
            found = found(*given)
        return shared(found)


class Counter:
    """The calls that came, and how many of the next are refused with which code."""

    calls = 0
    refusals = 0
    code = 0x80010001

    @classmethod
    def called(cls):
        """Count, and refuse if it is time."""
        cls.calls += 1
        if cls.refusals:
            cls.refusals -= 1
            raise COMException(scode=cls.code - (1 << 32))


class Thing:
    """What is given out as a COM object."""

    _wrapped = None


def shared(value):
    """A thing as COM object, always the same; a tuple as a list, which COM takes for an array."""
    if isinstance(value, Thing):
        if value._wrapped is None:
            value._wrapped = win32com.server.util.wrap(value, usePolicy=Policy)
        return value._wrapped
    return value


def plain(value):
    """The thing behind a COM object that came back."""
    try:
        return win32com.server.util.unwrap(value)
    except (ValueError, TypeError, pythoncom.com_error):
        return value


class Application(Thing):
    """Excel itself."""

    Name = "Microsoft Excel"
    ScreenUpdating = True
    DisplayAlerts = True

    def __init__(self):
        self.Application = self
        self.Hwnd = win32gui.GetDesktopWindow()
        self.lines = []
        self.Workbooks = []

    @property
    def StatusBar(self):
        return self.lines[-1] if self.lines else False

    @StatusBar.setter
    def StatusBar(self, text):
        self.lines.append(text)

    def InputBox(self, *arguments):
        return False


class Book(Thing):
    """A workbook read from a file."""

    def __init__(self, path):
        self.Application = Application()
        self.Name, self.FullName, self.Path = Path(path).name, str(path), str(Path(path).parent)
        shown = openpyxl.load_workbook(path, data_only=True)
        written = openpyxl.load_workbook(path)
        self.Worksheets = Many([Sheet(self, each, written[each.title]) for each in shown.worksheets])
        names = {name: f"={defined.attr_text}" for name, defined in shown.defined_names.items()}
        self.Names = Names([Name(*pair) for pair in names.items()])

    def Activate(self):
        pass

    def SaveCopyAs(self, path):
        copy = openpyxl.load_workbook(self.FullName) if self.Worksheets.Count else openpyxl.Workbook()
        for sheet in self.Worksheets:
            for place in sheet.changed:
                copy[sheet.Name].cell(*place).value = sheet.formulas.get(place, sheet.values[place])
        copy.save(path)


class Many(Thing):
    """A collection, by number or name."""

    missing = winerror.DISP_E_BADINDEX

    def __init__(self, things):
        self.things = things
        self.Count = len(things)

    def Item(self, key):
        if isinstance(key, str):
            found = [each for each in self.things if each.Name == key]
            if not found:
                raise COMException(scode=self.missing)
            return found[0]
        return self.things[int(key) - 1]

    def __iter__(self):
        return iter(self.things)


class Names(Many):
    """The defined names; of one that is missing Excel says no more than that it went wrong."""

    missing = winerror.DISP_E_EXCEPTION


class Name(Thing):
    """A defined name."""

    def __init__(self, name, refers_to):
        self.Name, self.RefersTo = name, refers_to


class Sheet(Thing):
    """A sheet: values and formulas by row and column."""

    def __init__(self, book, shown, written):
        self.Parent, self.Name = book, shown.title
        self.Application = book.Application
        self.Visible = {"visible": -1, "hidden": 0, "veryHidden": 2}[shown.sheet_state]
        self.ProtectContents = self.ProtectDrawingObjects = self.ProtectScenarios = False
        self.values = {(c.row, c.column): c.value for row in shown.iter_rows() for c in row if c.value is not None}
        self.formulas = {
            (c.row, c.column): c.value
            for row in written.iter_rows()
            for c in row
            if isinstance(c.value, str) and c.data_type == "f"
        }
        self.hidden = {"r": {n for n, d in shown.row_dimensions.items() if d.hidden}, "c": set()}
        self.size = shown.max_row, shown.max_column
        self.changed = set()

    @property
    def UsedRange(self):
        return Range(self, 1, 1, *self.size)

    def Cells(self, row, column):
        return Range(self, int(row), int(column), int(row), int(column))

    def Range(self, first, last=None):
        if isinstance(first, str):
            left, top, right, bottom = openpyxl.utils.range_boundaries(first)
            return Range(self, top, left, bottom, right)
        last = last or first
        return Range(self, first.top, first.left, last.bottom, last.right)

    def Activate(self):
        self.Parent.active = self.Name


class Lines(Thing):
    """The rows or columns of a range."""

    def __init__(self, cells, which):
        self.cells, self.which = cells, which
        self.Count = len(self.numbers)

    @property
    def numbers(self):
        c = self.cells
        return range(c.top, c.bottom + 1) if self.which == "r" else range(c.left, c.right + 1)

    @property
    def Rows(self):
        return self

    Columns = Rows

    def Item(self, index):
        return Line(self.cells.sheet.hidden[self.which], self.numbers[int(index) - 1])

    @property
    def Hidden(self):
        states = {number in self.cells.sheet.hidden[self.which] for number in self.numbers}
        return states.pop() if len(states) == 1 else None


class Line(Thing):
    """One of them."""

    def __init__(self, hidden, number):
        self.Hidden = number in hidden


class Links(Thing):
    """The hyperlinks of a range: none."""

    Count = 0

    def __iter__(self):
        return iter(())


class Range(Thing):
    """A rectangle of cells."""

    NumberFormat = "General"

    def __init__(self, sheet, top, left, bottom, right):
        self.sheet, self.top, self.left, self.bottom, self.right = sheet, top, left, bottom, right
        self.Worksheet, self.Row, self.Column = sheet, top, left
        self.Count = (bottom - top + 1) * (right - left + 1)
        self.Hyperlinks = Links()

    @property
    def Rows(self):
        return Lines(self, "r")

    @property
    def Columns(self):
        return Lines(self, "c")

    EntireRow, EntireColumn = Rows, Columns

    def Cells(self, row, column):
        return self.Item(row, column)

    def Item(self, row, column):
        top, left = self.top + int(row) - 1, self.left + int(column) - 1
        return Range(self.sheet, top, left, top, left)

    def _block(self, cell):
        rows = [[cell(r, c) for c in range(self.left, self.right + 1)] for r in range(self.top, self.bottom + 1)]
        return rows if self.Count > 1 else rows[0][0]

    @property
    def Value(self):
        return self._block(lambda r, c: self.sheet.values.get((r, c)))

    @property
    def Formula(self):
        return self._block(lambda r, c: self.sheet.formulas.get((r, c), str(self.sheet.values.get((r, c)) or "")))

    @Value.setter
    def Value(self, given):
        rows = given if isinstance(given, list | tuple) else [[given]]
        for r, row in enumerate(rows, start=self.top):
            for c, value in enumerate(row, start=self.left):
                self._set((r, c), value)

    @Formula.setter
    def Formula(self, given):
        self.Value = given

    def _set(self, place, value):
        self.sheet.formulas.pop(place, None)
        if isinstance(value, str) and value.startswith("="):
            self.sheet.formulas[place] = value
        elif isinstance(value, str):
            value = value.removeprefix("'")
        self.sheet.values[place] = value
        self.sheet.changed.add(place)
        self.sheet.size = tuple(max(pair) for pair in zip(self.sheet.size, place, strict=True))

    def Select(self):
        self.sheet.Parent.selected = (self.sheet.Name, self.top, self.left)
