// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/schemaform/valueeditor.h"

class QBoxLayout;

namespace authscope::ui {

class LazyChooser;
class PlaceEditor;

/// A chooser, and the form of what was chosen; nothing of the others is built.
class AlternativesEditor : public ValueEditor {
    Q_OBJECT

public:
    explicit AlternativesEditor(const FormPlace &place);

    std::optional<json::Value> value() const override;
    void setValue(const std::optional<json::Value> &value) override;
    QWidget *control() const override;
    void setPath(const QString &path) override;
    void showProblems(const Problems *problems, bool all, QStringList &left) override;
    void collectObstacles(QStringList &obstacles) const override;
    bool takesUnsaidMembers() const override;
    void addMember() override;

private:
    bool isNullChosen() const;
    void choose();
    /// -1: as JSON.
    void draw(qsizetype alternative);
    void drop();

    LazyChooser *m_chooser;
    QBoxLayout *m_body;
    PlaceEditor *m_inner = nullptr;
    qsizetype m_drawn = -1;
    std::optional<schema::Compiled> m_rules; ///< of the chosen one, when they were needed
};

} // namespace authscope::ui
