// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/conformance/unattended.h"

#include "base/errorcodes.h"
#include "cli/conformance/sampling.h"
#include "cli/terminalinput.h"

using namespace Qt::StringLiterals;

namespace authscope::cli {

base::ResultOperation<mcp::ElicitationAnswer> *Unattended::elicit(
    const mcp::Elicitation &elicitation, const mcp::InputContext &, QObject *parent)
{
    using Action = mcp::ElicitationAnswer::Action;
    mcp::ElicitationAnswer answer{ .action = Action::Decline };
    if (elicitation.mode == mcp::Elicitation::Mode::Form)
        answer = { .action = Action::Accept, .content = sampleForm(elicitation.schema) };
    return new Answered<mcp::ElicitationAnswer>(std::move(answer), parent);
}

base::ResultOperation<mcp::SamplingAnswer> *Unattended::sample(
    const mcp::SamplingRequest &, const mcp::InputContext &, QObject *parent)
{
    return new Answered<mcp::SamplingAnswer>(base::fail(base::Error{ .kind = base::ErrorKind::Refused,
                                                 .code = base::code::inputRefused,
                                                 .message = u"Nobody answers for a language model here."_s }),
        parent);
}

base::ResultOperation<QList<mcp::Root>> *Unattended::roots(const mcp::InputContext &, QObject *parent)
{
    return new Answered<QList<mcp::Root>>(base::fail(base::Error{ .kind = base::ErrorKind::Refused,
                                              .code = base::code::inputRefused,
                                              .message = u"No folder is shown here."_s }),
        parent);
}

void Unattended::confirm(
    const QString &, const mcp::Tool &, const json::Object &, std::function<void(bool)> answer)
{
    answer(true);
}

} // namespace authscope::cli
