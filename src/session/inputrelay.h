// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/input.h"

#include <QStringList>

namespace authscope::session {

/// Between a session and whoever answers for the person: the folders a server may be told about are known
/// here, everything else is asked. Without a handler everything else is refused.
class InputRelay : public mcp::InputHandler {
public:
    InputRelay(mcp::InputHandler *handler, QStringList folders);

    base::ResultOperation<mcp::ElicitationAnswer> *elicit(
        const mcp::Elicitation &elicitation, const mcp::InputContext &context, QObject *parent) override;
    base::ResultOperation<mcp::SamplingAnswer> *sample(
        const mcp::SamplingRequest &request, const mcp::InputContext &context, QObject *parent) override;
    base::ResultOperation<QList<mcp::Root>> *roots(
        const mcp::InputContext &context, QObject *parent) override;
    void elicitationCompleted(const QByteArray &elicitationId) override;

private:
    mcp::InputHandler *m_handler;
    QStringList m_folders;
};

} // namespace authscope::session
