// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/model.h"
#include "schema/validate.h"
#include "ui/common/tables.h"
#include "ui/common/widgets.h"

class QPlainTextEdit;
class QStackedWidget;

namespace authscope::ui {

class Chip;
class EmptyState;
class ErrorPresenter;
class JsonView;
class MarkLabel;

/// One answer of one tool, just now or out of the history.
struct ResultData {
    QString tool = {};
    std::optional<mcp::ToolResult> result = {};
    std::optional<base::Error> error = {}; ///< no result: the call itself failed
    json::Value outputSchema = nullptr;
    QByteArray raw = {}; ///< what a record holds when it cannot be read as a result any more
    std::optional<base::Time> recordedAt = {}; ///< out of the history
};

/// How a result stands to its schema, in a chip.
ChipText schemaChip(const schema::Judgement &judgement);

class ResultView : public QFrame {
    Q_OBJECT

public:
    ResultView();

    void setData(const ResultData &given);
    void clearData();

Q_SIGNALS:
    void exchangeRequested(authscope::base::ExchangeId exchange);
    void callAgainRequested();

private:
    void showHead(const ResultData &given);
    void showRendered(const ResultData &given);

    base::ExchangeId m_exchange = 0;
    EmptyState *m_empty;
    QWidget *m_all;
    MarkLabel *m_mark;
    Label *m_duration;
    Chip *m_matches;
    Label *m_generation;
    QPushButton *m_traffic;
    QPushButton *m_again;
    SegmentedControl *m_switch;
    ErrorPresenter *m_error;
    QStackedWidget *m_stack;
    QPlainTextEdit *m_text;
    QStandardItemModel m_tableModel;
    Table *m_table;
    Label *m_tableNote;
    JsonView *m_tree;
    QPlainTextEdit *m_raw;
};

} // namespace authscope::ui
