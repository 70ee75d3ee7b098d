// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/jsonrpc.h"
#include "mcp/session.h"

namespace authscope::mcp {

/// One thing a server wants from the person, whatever way it came; ends with the result object the server
/// gets. Cancelling takes the question away.
class Question final : public base::ResultOperation<json::Value> {
    Q_OBJECT

public:
    /// Why there is no result.
    enum class Denial {
        None,
        NotOffered, ///< this client did not say that it can
        Malformed, ///< nobody was asked
        Refused, ///< by the person, or by who was to ask it
    };

    Question(QByteArray method, json::Object params, InputContext context, InputHandler *input,
        const InputFeatures &features, QObject *parent);

    Denial denial() const { return m_denial; }
    const QByteArray &method() const { return m_method; }

protected:
    void run() override;
    void abort() override;

private:
    void askToElicit();
    void askToSample();
    void askForRoots();
    void deny(Denial denial, base::Error error);
    void notOffered();
    void tell(const Elicitation &elicitation, const ElicitationAnswer &answer);
    template <class T, class Then>
    void ask(base::ResultOperation<T> *asked, Then then);

    QByteArray m_method;
    json::Object m_params;
    InputContext m_context;
    InputHandler *m_input;
    InputFeatures m_features;
    QPointer<base::Operation> m_asked;
    Denial m_denial = Denial::None;
};

/// Who asks, for the person.
InputContext inputContext(const SessionOptions &options, const ServerInfo &server, const QString &cause);

} // namespace authscope::mcp
