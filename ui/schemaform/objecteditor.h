// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/schemaform/valueeditor.h"

class QBoxLayout;
class QLineEdit;

namespace authscope::ui {

class FieldChunk;
class PlaceEditor;

/// The members of an object: those with a name in the schema's order, then all others. Wide ones are drawn
/// in chunks, when they come into sight.
class ObjectEditor : public ValueEditor {
    Q_OBJECT

public:
    explicit ObjectEditor(const FormPlace &place);
    ~ObjectEditor() override;

    std::optional<json::Value> value() const override;
    void setValue(const std::optional<json::Value> &value) override;
    QWidget *control() const override { return m_holder; }
    void setPath(const QString &path) override;
    void showProblems(const Problems *problems, bool all, QStringList &left) override;
    void collectObstacles(QStringList &obstacles) const override;
    bool takesUnsaidMembers() const override { return node().takesOthers && !m_add; }
    void addMember() override; ///< an unnamed one

private:
    friend class FieldChunk;
    struct Member {
        schema::FormNode node;
        std::string name = {};
        bool isExtra = false; ///< can be renamed and removed
        bool isNamed = true;
        std::optional<json::Value> value = {}; ///< while it is not drawn
        PlaceEditor *place = nullptr;
        QLineEdit *nameEdit = nullptr;
    };
    using MemberPtr = std::shared_ptr<Member>;

    QString pathOf(const Member &member) const;
    bool isFile(const std::string &name) const;
    void drawMember(const MemberPtr &member, QBoxLayout *into, int at = -1); ///< -1: at the end
    FieldChunk *appendChunk(const QList<MemberPtr> &members);
    void rename(const MemberPtr &member);
    void remove(const MemberPtr &member);
    schema::FormNode nodeFor(const std::string &name) const;
    bool hasName(const std::string &name, const Member *but) const;

    QWidget *m_holder;
    QBoxLayout *m_rows;
    QList<MemberPtr> m_members;
    QList<FieldChunk *> m_chunks;
    QList<FieldChunk *> m_extraChunks;
    QPushButton *m_add = nullptr;
    Label *m_empty = nullptr;
};

/// Some members, drawn at once or when they are painted for the first time.
class FieldChunk : public QWidget {
    Q_OBJECT

public:
    FieldChunk(ObjectEditor *owner, QList<ObjectEditor::MemberPtr> members, QWidget *parent);

    void draw();
    bool isDrawn() const { return m_isDrawn; }
    const QList<ObjectEditor::MemberPtr> &members() const { return m_members; }

Q_SIGNALS:
    void drawn();

protected:
    void paintEvent(QPaintEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;

private:
    ObjectEditor *m_owner;
    QList<ObjectEditor::MemberPtr> m_members;
    bool m_isDrawn = false;
    bool m_isAsked = false;
};

} // namespace authscope::ui
