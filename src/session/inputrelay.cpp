// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/inputrelay.h"

#include "base/errorcodes.h"

#include <QDir>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace authscope::session {

namespace {

template <class T>
class Ready : public base::ResultOperation<T> {
public:
    Ready(base::Result<T> answer, QObject *parent)
        : base::ResultOperation<T>(parent), m_answer(std::move(answer))
    {
    }

protected:
    void run() override { this->finishWith(m_answer); }

private:
    base::Result<T> m_answer;
};

template <class T>
base::ResultOperation<T> *nobody(QObject *parent)
{
    return new Ready<T>(base::fail(base::Error{ .kind = base::ErrorKind::Refused,
                            .code = base::code::confirmationNeeded,
                            .message = u"The server asked for input, and nobody is there to give it."_s }),
        parent);
}

} // namespace

InputRelay::InputRelay(mcp::InputHandler *handler, QStringList folders)
    : m_handler(handler), m_folders(std::move(folders))
{
}

base::ResultOperation<mcp::ElicitationAnswer> *InputRelay::elicit(
    const mcp::Elicitation &elicitation, const mcp::InputContext &context, QObject *parent)
{
    return m_handler ? m_handler->elicit(elicitation, context, parent)
                     : nobody<mcp::ElicitationAnswer>(parent);
}

base::ResultOperation<mcp::SamplingAnswer> *InputRelay::sample(
    const mcp::SamplingRequest &request, const mcp::InputContext &context, QObject *parent)
{
    return m_handler ? m_handler->sample(request, context, parent) : nobody<mcp::SamplingAnswer>(parent);
}

base::ResultOperation<QList<mcp::Root>> *InputRelay::roots(const mcp::InputContext &, QObject *parent)
{
    QList<mcp::Root> roots;
    for (const QString &folder : m_folders)
        roots.append({ .uri = QUrl::fromLocalFile(folder).toEncoded(), .name = QDir(folder).dirName() });
    return new Ready<QList<mcp::Root>>(std::move(roots), parent);
}

void InputRelay::elicitationCompleted(const QByteArray &elicitationId)
{
    if (m_handler)
        m_handler->elicitationCompleted(elicitationId);
}

} // namespace authscope::session
