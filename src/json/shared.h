// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "json/json.h"

#include <memory>

namespace authscope::json {

/// A value that is never changed and has several owners, or a part of such a value: copying it copies no
/// JSON, and it may be read from any thread. Null (JSON) when made of nothing.
class Shared {
public:
    Shared() = default;
    Shared(Value value) : m_value(std::make_shared<const Value>(std::move(value))) { }
    /// Not null.
    explicit Shared(std::shared_ptr<const Value> value) : m_value(std::move(value)) { }
    Shared(Object object) : Shared(Value(std::move(object))) { }

    /// A part of this value, at any depth; it keeps the whole alive.
    Shared part(const Value &inner) const { return Shared(std::shared_ptr<const Value>(m_value, &inner)); }

    const Value &operator*() const { return m_value ? *m_value : null(); }
    const Value *operator->() const { return &**this; }
    operator const Value &() const { return **this; }
    bool isSet() const { return m_value != nullptr; } ///< false: made of nothing; a JSON null is something
    /// The same value and not only an equal one.
    bool isSame(const Shared &other) const { return m_value.get() == other.m_value.get(); }

private:
    static const Value &null()
    {
        static const Value value = nullptr;
        return value;
    }

    std::shared_ptr<const Value> m_value;
};

/// A number as people write it, and exactly: 1.5, where compact() has 1.5E0. pretty() writes them so.
QByteArray numberText(const Value &value);

/// As parse(); a large document is kept in blocks of its own, which a worker gives back after its last owner.
/// For what is read and not changed.
base::Result<Shared> parseShared(QByteArrayView text, const QString &what, const Limits &limits = {});

inline void tag_invoke(boost::json::value_from_tag, Value &out, const Shared &shared)
{
    out = *shared;
}

} // namespace authscope::json
