# The one list of commands. `make help` prints it.
.DEFAULT_GOAL := help
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv/bin
export PYTHONDONTWRITEBYTECODE :=

help: ## 列出全部命令
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

run: ## 安装、构建并启动；打印访问地址和首次设置链接
	@$(PYTHON) tools/bootstrap.py run ui
	@exec $(VENV)/python -m tongyun up

test: ## 除故障演练外的全部检查和测试（SQLite 与 PostgreSQL、真实服务器、真实浏览器、界面）
	@$(PYTHON) tools/bootstrap.py run ui
	@exec $(VENV)/python tools/check.py all

demo: ## 真实环境演练：发现、杀死一个服务、走完全程，打印时间线（ARGS=--auto 规则自动重启，--keep 保留现场）
	@$(PYTHON) tools/bootstrap.py dev ui servers
	@exec $(VENV)/python -m demo $(ARGS)

bench: ## 运行 bench/ 中的全部基准（ARGS=--quick 较快）
	@$(PYTHON) tools/bootstrap.py dev ui servers peers
	@exec $(VENV)/python -m tools.each bench $(ARGS)

drill: ## 运行全部故障演练：标为 drill 的测试和 drills/（ARGS=--quick 较快）
	@$(PYTHON) tools/bootstrap.py dev ui servers
	@$(VENV)/python -m pytest -m drill
	@exec $(VENV)/python -m tools.each drills $(ARGS)

lint: ## 只做静态检查：ruff、mypy、import-linter、oxlint、ESLint、tsc
	@$(PYTHON) tools/bootstrap.py dev ui
	@exec $(VENV)/python tools/check.py lint

format: ## 按约定排版
	@$(PYTHON) tools/bootstrap.py dev
	@$(VENV)/ruff check --fix --quiet . ; $(VENV)/ruff format --quiet .

schemas: ## 生成 schemas/ 和界面的接口类型
	@$(PYTHON) tools/bootstrap.py dev ui
	@$(VENV)/python tools/check.py schemas

screenshots: ## 以演示环境给每个页面拍照（1440 与 390 像素，明暗两种）
	@$(PYTHON) tools/bootstrap.py dev ui servers
	@exec $(VENV)/python -m tools.screenshots $(ARGS)

install: ## 只安装，不启动
	@$(PYTHON) tools/bootstrap.py dev ui

.PHONY: help run test demo bench drill lint format schemas screenshots install
