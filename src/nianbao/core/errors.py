"""What stops the work. Each message names the place, the state and the remedy, in one Chinese sentence or two.

An error here means "cannot go on"; what is wrong inside a report is a Finding, never an exception.
"""


class NianbaoError(Exception):
    """Any refusal the user is told of; the faces catch it, once."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class UnknownAddress(NianbaoError):
    """不认识的单元格地址。"""

    def __init__(self, address: str) -> None:
        super().__init__(
            f"不认识单元格地址「{address}」。请按「t3_3.3.2_natural」或「表三·三（三）2·自然人」的写法填写。"
        )


class UnknownForm(NianbaoError):
    """没有这一年度或这一编号的格式。"""


class BadForm(NianbaoError):
    """格式文件本身写错了。"""


class CannotOpen(NianbaoError):
    """文件不存在、没有权限、正被占用或是一个文件夹。"""


class CannotRead(NianbaoError):
    """文件打得开，但不是能读的年报：类型不对、加密、损坏、超出限制。"""


class CannotWrite(NianbaoError):
    """结果写不到指定的地方。"""


class BadInput(NianbaoError):
    """命令的参数或名单、设置文件有误。"""
