// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/questionnaire.h"
#include "mcp/sessioncore.h"

namespace authscope::mcp {

/// What a server of 2025-11-25 wants done in a browser before it answers (error -32042): the person is asked
/// for each address; then the server's word that all is done is waited for, or the person's.
class UrlVisits final : public base::ResultOperation<bool> {
    Q_OBJECT

public:
    UrlVisits(const RpcError &error, const QString &cause, SessionCore *core, FeatureSignals *events,
        QObject *parent);

protected:
    void run() override;
    void abort() override;

private:
    void answered();
    void completed(const QByteArray &id);

    json::Value m_data;
    QString m_cause;
    QPointer<SessionCore> m_core;
    QPointer<FeatureSignals> m_events;
    QPointer<Questionnaire> m_questions;
    QSet<QByteArray> m_open; ///< elicitationIds the server said nothing about yet
    QTimer m_patience;
};

} // namespace authscope::mcp
