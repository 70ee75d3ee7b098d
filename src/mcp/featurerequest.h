// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/rounds.h"

namespace authscope::mcp {

/// tools/call, resources/read, prompts/get: the rounds, and the answer read.
template <class T>
class FeatureRequest : public Feature<T> {
public:
    using Reader = base::Result<T> (*)(const json::Value &);

    FeatureRequest(FeatureMessage message, Reader reader, Session *session, QObject *parent)
        : Feature<T>(parent)
        , m_rounds(new Rounds(std::move(message), session, this->events(), this))
        , m_reader(reader)
    {
        this->connect(m_rounds, &base::Operation::finished, this, [this] { answered(); });
    }

protected:
    void run() override { m_rounds->start(); }
    void abort() override
    {
        m_rounds->disconnect(this);
        m_rounds->cancel();
    }

private:
    void answered()
    {
        const auto &answer = m_rounds->result();
        if (!answer)
            return this->finishWith(answer.error());
        auto result = m_reader(*answer);
        if (result)
            m_rounds->describe(*result);
        else
            result.error().exchange = m_rounds->exchange();
        this->finishWith(std::move(result));
    }

    Rounds *m_rounds;
    Reader m_reader;
};

} // namespace authscope::mcp
