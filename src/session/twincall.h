// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/connection.h"

namespace authscope::session {

/// What one identity got.
struct TwinAnswer {
    QString connection = {}; ///< its name, foreign words
    QString account = {}; ///< who is signed in there; empty: nobody
    base::Result<mcp::ToolResult> result;
};

/// The same call over several connections, one after the other: each asks and refuses as if it was alone.
/// Ends with an answer for each, errors among them; cancelling ends the one that runs, and no other begins.
class TwinCall : public base::ResultOperation<QList<TwinAnswer>> {
    Q_OBJECT

public:
    TwinCall(const QList<Connection *> &connections, QString tool, json::Object arguments, QObject *parent);

Q_SIGNALS:
    void stepped(const QString &connection); ///< it is this one's turn

protected:
    void run() override;
    void abort() override;

private:
    void next();

    QList<QPointer<Connection>> m_waiting;
    QString m_tool;
    json::Object m_arguments;
    QList<TwinAnswer> m_answers;
    QPointer<ToolCall> m_call;
};

/// "ada@boards.example", else the name, else the subject; empty without an identity. Foreign words.
QString accountName(const oauth::Identity &identity);

} // namespace authscope::session
