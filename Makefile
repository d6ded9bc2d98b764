# 公开年报：`make demo` 看一遍全年流程，`make test` 跑测试；两者都先把自己需要的环境装好。

PYTHON ?= python3
BIN := .venv/bin
TOOLS := tests/tools/node_modules
export PYTHONUTF8 := 1
# Each file's tests stay in one process, and LibreOffice is started once in each.
PYTEST := $(BIN)/pytest -n auto --dist loadfile

.PHONY: setup demo test test-windows check proof manual pictures installer installer-frozen format lock clean
.DEFAULT_GOAL := demo

setup: .venv/.system .venv/.python .venv/.uno $(TOOLS)/.installed
	@:

demo: setup
	$(BIN)/nianbao demo -o demo-output

test: setup
	$(PYTEST) $(ARGS)

# 安装程序、打好的程序和后台程序在 Wine 里用真正的 Windows 版 Python 试，约一刻钟。第一次要装配环境（约 1.6 GB，几分钟）；
# 装不了的机器上说明原因，只用本机的 Wine 试安装程序的部分，其余注明跳过。
test-windows: setup
	@installer/wine/prepare $(BIN)/python || true
	NIANBAO_TEST_WINDOWS=1 $(BIN)/pytest -s tests/windows $(ARGS)

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(PYTEST) $(ARGS)

# 读入的证明：两千四百份随机年报写成各种格式再读回来，有一格无声读错就不通过。约二十分钟。
proof: setup
	$(BIN)/python benchmarks/read_accuracy.py --documents 2400

# 规则、格式、按钮或命令改动之后：重新生成规则手册、使用手册和 JSON 的格式说明。
manual: setup
	$(BIN)/nianbao rules --manual > src/nianbao/manual.md
	@rm -f src/nianbao/report.schema.json
	$(BIN)/nianbao export --schema -o src/nianbao/report.schema.json
	$(BIN)/python -m installer.handbook.build

# 版式改动之后：重画测试用来比对的页面（看过再提交）。
pictures: setup
	$(BIN)/python -m tests.pictures

# Windows 安装程序，放在 dist。组装的一种哪里都能做；打包的一种要先有 make test-windows 的 Wine 环境。
installer: setup
	$(BIN)/python -m installer.assemble -o dist/assembled
	$(BIN)/python -m installer.nsis.build dist/assembled/nianbao -o dist

installer-frozen: setup
	installer/wine/prepare $(BIN)/python
	$(BIN)/python -m installer.wine.freeze -o dist/frozen
	$(BIN)/python -m installer.nsis.build dist/frozen/nianbao -o dist

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# 依赖改动之后：重新锁定全部版本与校验值，各平台共用一份。
lock: setup
	$(BIN)/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --quiet --upgrade --output-file requirements.lock

clean:
	rm -rf .venv build dist demo-output .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis $(TOOLS)
	find src udfs workbook installer tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.system: .ci/system-packages
	@mkdir -p .venv
	@if PYTHON="$(PYTHON)" .ci/system-packages; then touch $@; \
	else echo "系统程序包未装全，相关测试会注明跳过；联网后再运行一次 make setup 即可。"; fi

.venv/.python: requirements.lock pyproject.toml | .venv/.system
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "需要 Python 3.11 或更新版本。请安装后再试，或用 make PYTHON=路径 指定。"; exit 1; }
	@echo "正在安装锁定版本的 Python 程序包……"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@

.venv/.uno: .ci/link-uno .venv/.python
	@.ci/link-uno $(BIN)/python
	@touch $@

$(TOOLS)/.installed: .ci/test-tools tests/tools/package-lock.json | .venv/.system
	@if .ci/test-tools; then mkdir -p $(TOOLS) && touch $@; fi
