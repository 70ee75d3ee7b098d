// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/question.h"
#include "mcp/serverrequests.h"

namespace authscope::mcp {

/// What the server asks in a request of its own (legacy), put to the person; the answer, or the error its era
/// wants.
class ServerResponder final : public ServerRequests::Answering {
    Q_OBJECT

public:
    ServerResponder(Question *question, QObject *parent);

    /// Null for what no client offers.
    static ServerRequests::Answering *answerTo(
        const RpcRequest &request, const QString &cause, SessionCore *core, QObject *parent);

protected:
    void run() override;
    void abort() override;

private:
    void asked();

    Question *m_question;
};

} // namespace authscope::mcp
