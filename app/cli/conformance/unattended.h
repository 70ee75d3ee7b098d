// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/input.h"
#include "session/connection.h"

namespace authscope::cli {

/// Says yes where a test needs somebody to: to writes, and to forms with their defaults. Pages are not
/// opened.
class Unattended : public mcp::InputHandler, public session::WriteConfirmer {
public:
    base::ResultOperation<mcp::ElicitationAnswer> *elicit(
        const mcp::Elicitation &elicitation, const mcp::InputContext &context, QObject *parent) override;
    base::ResultOperation<mcp::SamplingAnswer> *sample(
        const mcp::SamplingRequest &request, const mcp::InputContext &context, QObject *parent) override;
    base::ResultOperation<QList<mcp::Root>> *roots(
        const mcp::InputContext &context, QObject *parent) override;
    void elicitationCompleted(const QByteArray &elicitationId) override { Q_UNUSED(elicitationId) }

    void confirm(const QString &connection, const mcp::Tool &tool, const json::Object &arguments,
        std::function<void(bool)> answer) override;
};

} // namespace authscope::cli
