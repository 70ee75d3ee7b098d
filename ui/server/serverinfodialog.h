// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/model.h"
#include "mcp/watch.h"
#include "session/features.h"
#include "ui/common/tables.h"
#include "ui/common/widgets.h"

#include <QDialog>

class QFormLayout;
class QPlainTextEdit;
class QTabWidget;

namespace authscope::ui {

class EmptyState;
class ErrorPresenter;
class JsonView;

/// What there is to say about a server.
struct ServerInfoData {
    QString connection = {};
    std::optional<mcp::ServerInfo> server = {}; ///< nothing before it introduced itself
    mcp::WatchState watch = {};
    QList<session::Features::LogLine> log = {};
    QList<base::Error> complaints = {};
};

/// Who the server says it is, what it can do, and which rules it broke. Not modal.
class ServerInfoDialog : public QDialog {
    Q_OBJECT

public:
    explicit ServerInfoDialog(QWidget *parent);

    void setData(const ServerInfoData &given);
    /// Of the last ping or question; empty while one runs.
    void setOutcome(const QString &words, Tone tone);
    void setBusy(bool busy);
    void setError(const std::optional<base::Error> &error);

Q_SIGNALS:
    void introduceRequested();
    void pingRequested();
    void exchangeRequested(authscope::base::ExchangeId exchange);

private:
    QWidget *makeAbout();
    void showFacts(const ServerInfoData &given);

    EmptyState *m_empty;
    QTabWidget *m_tabs;
    ErrorPresenter *m_error;
    QFormLayout *m_facts;
    Label *m_instructionsTitle;
    QPlainTextEdit *m_instructions;
    JsonView *m_capabilities;
    JsonView *m_answer;
    QStandardItemModel m_complaintModel;
    Table *m_complaints;
    QStandardItemModel m_logModel;
    Table *m_log;
    QPushButton *m_ask;
    QPushButton *m_ping;
    Label *m_outcome;
};

} // namespace authscope::ui
